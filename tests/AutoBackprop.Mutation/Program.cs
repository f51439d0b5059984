using System.Diagnostics;
using AutoBackprop.Mutation;

// dotnet run -c Release --project tests/AutoBackprop.Mutation -- <area> [mutants] [seed] [seconds] [files]
if (args.Length == 0 || Area.All.FirstOrDefault(area => area.Name == args[0]) is not { } area)
{
    Console.WriteLine($"Which area? One of: {string.Join(", ", Area.All.Select(static area => area.Name))}");
    return 1;
}

int count = Number(1, 100), seed = Number(2, 1), seconds = Number(3, 30);
if (args.Length > 4)
    area = area with { Folders = args[4].Split(',') };
var session = new Session(area, TimeSpan.FromSeconds(seconds));
switch (args.ElementAtOrDefault(5))
{
    case "cover":
        new Worker(session).Cover();
        return 0;
    case "try":
        new Worker(session).TryAll([.. File.ReadLines(session.QueueFile).Select(int.Parse)]);
        return 0;
}

session.Begin();
Run("cover", Console.WriteLine);
HashSet<int> reached = [.. session.Coverage.SelectMany(static test => test.Reached)];
Mutant[] covered = [.. session.Mutants.Values.Where(mutant => area.IsTable || mutant.IsStatic || reached.Contains(mutant.Id))];
new Random(seed).Shuffle(covered);
Console.WriteLine($"{session.Mutants.Count} mutants, {covered.Length} that tests reach, a sample of {Math.Min(count, covered.Length)} by seed {seed}");
var queue = new Queue<Mutant>(covered.Take(count));
while (queue.Count > 0)
{
    File.WriteAllLines(session.QueueFile, queue.Select(static mutant => mutant.Id.ToString()));
    bool isTried = false;
    Run("try", line =>
    {
        isTried = line.StartsWith(Worker.Begins, StringComparison.Ordinal);
        if (line.StartsWith(Worker.Ends, StringComparison.Ordinal))
            Note(line[Worker.Ends.Length..]);
    });
    if (isTried)
        Note($"{queue.Peek().Id}\tcrash\t\t");
}

foreach (IGrouping<string, string> outcome in File.ReadLines(session.ResultFile).GroupBy(static line => line.Split('\t')[1]))
    Console.WriteLine($"{outcome.Count()} {outcome.Key}");
return 0;

int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at]) : otherwise;

void Note(string outcome)
{
    Mutant mutant = queue.Dequeue();
    File.AppendAllText(session.ResultFile, $"{outcome}\t{mutant.Place}\t{mutant.Change}\n");
    Console.WriteLine($"{outcome}\t{mutant.Place}\t{mutant.Change}");
}

void Run(string mode, Action<string> read)
{
    var start = new ProcessStartInfo("dotnet", [session.Program, area.Name, $"{count}", $"{seed}", $"{seconds}", string.Join(',', area.Folders), mode]) { RedirectStandardOutput = true };
    // The mutants make the frames larger; a program that is nested deeply must still fit, also on the pool's threads.
    start.Environment["DOTNET_DefaultStackSize"] = "2000000";
    using Process process = Process.Start(start)!;
    while (process.StandardOutput.ReadLine() is { } line)
        read(line);
    process.WaitForExit();
}
