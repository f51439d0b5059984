namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>Which constructs a random program is made of, and how often. A construct of weight 0 does not occur.</summary>
public sealed class Grammar
{
    private readonly Dictionary<string, double> weights;

    private Grammar(Dictionary<string, double> weights) => this.weights = weights;

    /// <summary>Straight code, branches and calls: everything but loops and arrays.</summary>
    public static Grammar Scalars { get; } = new(new()
    {
        // Programs
        ["second class"] = 2, ["struct"] = 1, ["record"] = 1, ["nested type"] = 1, ["generic type"] = 1,
        ["using static"] = 1, ["using alias"] = 1, ["overload"] = 1, ["no gradient"] = 1, ["default value"] = 1,
        ["expression body"] = 1, ["block body"] = 4, ["recursion"] = 1,
        // Statements
        ["typed local"] = 4, ["var local"] = 3, ["const local"] = 1, ["int local"] = 2, ["bool local"] = 1, ["declared, then assigned"] = 1,
        ["assignment"] = 3, ["parameter overwritten"] = 1, ["compound assignment"] = 4, ["++ and -- on a real"] = 1, ["++ and -- on an int"] = 1,
        ["if"] = 3, ["if else"] = 3, ["else if"] = 1, ["early return"] = 2, ["block"] = 0.5,
        ["switch on int"] = 1, ["switch on enum"] = 2, ["switch with patterns"] = 1, ["SinCos"] = 1,
        // Expressions
        ["literal"] = 3, ["variable"] = 10, ["field"] = 1, ["+"] = 5, ["-"] = 4, ["*"] = 6, ["/"] = 3, ["%"] = 1, ["unary minus"] = 2,
        ["int operand"] = 2, ["whole literal"] = 2, ["function of one"] = 5, ["function of two"] = 3, ["function of three"] = 1,
        ["max and min"] = 2, ["clamp"] = 1, ["static of double"] = 2, ["rounding"] = 1, ["layers"] = 1, ["conditional"] = 3, ["switch expression"] = 1,
        ["cast to float"] = 1, ["cast to double"] = 2, ["mixed operands"] = 2, ["call"] = 4, ["named argument"] = 1, ["stop"] = 1, ["helper"] = 1,
        // Ints and bools
        ["int literal"] = 2, ["int variable"] = 4, ["int arithmetic"] = 3, ["int division"] = 2, ["truncation"] = 2, ["sign"] = 1,
        ["comparison"] = 6, ["int comparison"] = 3, ["enum comparison"] = 1, ["bool variable"] = 1, ["&&"] = 2, ["||"] = 2, ["!"] = 1, ["is pattern"] = 1,
    });

    /// <summary>What C# has besides: increments and assignments inside expressions.</summary>
    public static Grammar SideEffects { get; } = Scalars.With(new() { ["increment in an expression"] = 1, ["assignment in an expression"] = 1 });

    /// <summary>With loops and arrays.</summary>
    public static Grammar Loops { get; } = Scalars.With(new()
    {
        ["for"] = 4, ["for down"] = 1, ["for with a step"] = 1, ["for with two variables"] = 1, ["while"] = 1, ["while on a real"] = 1, ["do"] = 1,
        ["foreach"] = 2, ["accumulation"] = 2, ["choice"] = 2, ["scratch array"] = 2, ["break"] = 1, ["continue"] = 1, ["return in a loop"] = 1,
        ["array parameter"] = 3, ["span parameter"] = 1, ["memory parameter"] = 1, ["written memory parameter"] = 1, ["written array parameter"] = 1, ["written span parameter"] = 1, ["rectangle parameter"] = 1,
        ["written rectangle parameter"] = 1, ["rows parameter"] = 1, ["written rows parameter"] = 1, ["array result"] = 3, ["renewed array"] = 6, ["void call"] = 20, ["result ignored"] = 4,
        ["recursion over slices"] = 1, ["recursion in place"] = 1, ["local array"] = 2, ["stackalloc"] = 1, ["collection expression"] = 1,
        ["clone"] = 1, ["int array"] = 1.5, ["element"] = 8, ["element from the end"] = 1, ["element assignment"] = 5, ["element compound assignment"] = 3,
        ["swap"] = 1, ["clear, fill, copy"] = 1, ["table look-up"] = 4, ["int element assignment"] = 4, ["pivots"] = 1, ["length"] = 1, ["rectangular array"] = 1, ["jagged array"] = 1,
        ["slice"] = 1, ["buffers swapped"] = 2, ["buffer chosen"] = 3, ["rows handed on"] = 1, ["list joined"] = 1, ["foreach over a rectangle"] = 0.5,
        ["rows exchanged"] = 0.5, ["long index"] = 0.5, ["copy within"] = 0.5, ["sweep"] = 2, ["sweep over a table"] = 1, ["scratch loops"] = 2,
    });

    /// <summary>With vectors of System.Numerics, in loops too.</summary>
    public static Grammar Vectors { get; } = Scalars.With(new()
    {
        ["for"] = 2, ["while"] = 0.5, ["break"] = 0.5, ["continue"] = 0.5, ["return in a loop"] = 0.5,
        ["vector local"] = 8, ["vector assignment"] = 4, ["vector compound"] = 4, ["matrix inverse"] = 2, ["component assignment"] = 5, ["component"] = 8, ["component by index"] = 1, ["measure"] = 5,
        ["vector variable"] = 6, ["vector constructor"] = 2, ["vector +"] = 4, ["vector *"] = 2, ["vector scaled"] = 4, ["vector function"] = 5, ["vector conditional"] = 1.5, ["vector with"] = 2,
        ["pattern of parts"] = 2, ["switch on parts"] = 1, ["switch statement on parts"] = 1, ["switch on a tuple"] = 0.5,
        ["numerics"] = 3, ["cast to float"] = 0, ["cast to double"] = 0, ["mixed operands"] = 0, ["helper"] = 0,
    });

    /// <summary>With structs, tuples, arrays of structs, local functions and functions of a type parameter, in loops too.</summary>
    public static Grammar Values { get; } = Scalars.With(new()
    {
        ["for"] = 3, ["for down"] = 0.5, ["while"] = 0.5, ["break"] = 0.5, ["continue"] = 0.5, ["return in a loop"] = 0.5,
        ["array parameter"] = 1, ["memory parameter"] = 1, ["written memory parameter"] = 1, ["local array"] = 1.2, ["element"] = 2, ["element assignment"] = 2, ["slice"] = 2,
        ["value parameter"] = 1, ["body parameter"] = 1, ["tuple parameter"] = 1, ["value array parameter"] = 1, ["generic function"] = 1,
        ["ref parameter"] = 1, ["out parameter"] = 1, ["holder parameter"] = 1, ["holders parameter"] = 1, ["method of a holder"] = 1, ["method of an object"] = 1, ["value array result"] = 1, ["call by reference"] = 8,
        ["value local"] = 6, ["body local"] = 4, ["tuple local"] = 3, ["value assignment"] = 4, ["value compound"] = 4, ["part assigned"] = 6,
        ["part of an element assigned"] = 1, ["deconstruction"] = 3, ["values swapped"] = 1, ["method that changes"] = 3, ["value array"] = 2, ["body array"] = 2,
        ["foreach value"] = 2, ["foreach deconstructed"] = 1.5, ["property that computes"] = 1, ["indexer of a value"] = 1, ["foreach by reference"] = 1.5, ["ref local"] = 2, ["value slice"] = 1.5, ["local function"] = 4, ["static local function"] = 1, ["static lambda"] = 1, ["ref and out"] = 1,
        ["captured assignment"] = 1, ["part"] = 9, ["part of an element"] = 1, ["value measure"] = 4, ["numerics"] = 1,
        ["value comparison"] = 3, ["value variable"] = 6, ["static value"] = 1, ["value constructor"] = 2, ["value operator"] = 6, ["with"] = 1.5, ["method of a value"] = 3, ["value conditional"] = 1.5,
        ["value switch"] = 1, ["pattern of parts"] = 3, ["switch on parts"] = 1.5, ["switch statement on parts"] = 2, ["switch on a tuple"] = 0.5, ["deconstruction with effects"] = 5, ["lambda of values"] = 1, ["capturing lambda"] = 1,
        ["complex numbers"] = 2, ["body made"] = 1, ["body with"] = 1, ["body variable"] = 1, ["tuple made"] = 1, ["tuple variable"] = 1,
        // A body's mass is called M, as the alias is.
        ["using alias"] = 0, ["cast to float"] = 0, ["mixed operands"] = 0,
    });

    public double this[string construct] => weights.GetValueOrDefault(construct);

    /// <summary>Every construct that can occur, in ordinal order.</summary>
    public IEnumerable<string> Constructs => weights.Where(weight => weight.Value > 0).Select(weight => weight.Key).Order(StringComparer.Ordinal);

    /// <summary>This grammar with other weights.</summary>
    public Grammar With(Dictionary<string, double> changes)
    {
        var changed = new Dictionary<string, double>(weights);
        foreach ((string construct, double weight) in changes)
            changed[construct] = weight;
        return new Grammar(changed);
    }
}
