using Quickstart;

Console.WriteLine("Two apples at 100 each, tax 10 %");
var one = Shop.PriceGradient(apple: 100, appleCount: 2, tax: 1.1);
Print("price", one.value);
Print("dApple", one.dApple);
Print("dAppleCount", one.dAppleCount);
Print("dTax", one.dTax);

Console.WriteLine();
Console.WriteLine("Two apples at 100 each and three oranges at 150 each, tax 10 %");
var two = Shop.TotalGradient(apple: 100, appleCount: 2, orange: 150, orangeCount: 3, tax: 1.1);
Print("total", two.value);
Print("dApple", two.dApple);
Print("dAppleCount", two.dAppleCount);
Print("dOrange", two.dOrange);
Print("dOrangeCount", two.dOrangeCount);
Print("dTax", two.dTax);

Console.WriteLine();
Console.WriteLine("What the compiler wrote for Shop.Total");
Console.WriteLine();
Console.WriteLine(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "generated", "Quickstart.Shop.Total.g.cs")));

// Twelve digits: the sixteenth and last of 2 * 1.1 * 100 is the rounding of 1.1.
static void Print(string name, double value) => Console.WriteLine($"  {name,-12}  {value,6:G12}");
