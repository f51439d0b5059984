using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <summary>
/// Names the variables of a method: the user's names for the user's variables, <c>dX</c> for the gradient of what is
/// called <c>x</c>, a number only to tell two apart. No name that the generator brings in hides one that the user's code
/// means.
/// </summary>
public sealed class Names
{
    private readonly Dictionary<Variable, string> names = [];
    private readonly HashSet<string> reserved;
    private readonly HashSet<string> outside;

    /// <summary>What backward calls begin with: a local of that name would hide it.</summary>
    private readonly HashSet<string> called;
    private readonly Dictionary<string, List<Variable>> taken = [];
    private readonly Scopes scopes;

    /// <summary>What is known in the whole method: its parameters.</summary>
    private readonly HashSet<Variable> everywhere = [];

    public Names(Method method)
    {
        Function source = method.Source;
        reserved = [.. source.Reserved];
        scopes = Scopes.Of(method.Body);
        called = [.. method.Body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())
            .OfType<Call>().Where(static call => call.Callee is DifferentiableCallee or LayerCallee or GradientCallee).Select(static call => call.Callee.Text.Split('.', '<')[0])];
        outside = [.. source.Reserved.Except(source.Locals).Except(source.Parameters.Select(static parameter => parameter.Name))];
        foreach (Parameter parameter in source.Parameters)
            Give(parameter.Variable, parameter.IsReceiver ? Receiver : Escape(parameter.Name));
        if (method.Upstream is { } upstream)
            GiveParameter(upstream, upstream.Name);
        foreach ((Parameter parameter, Variable gradient) in method.AddedTo)
            GiveParameter(gradient, parameter.GradientName);
        Claim(method.Workspace, method.Workspace.Name, isOwner: false, separator: "_");
        everywhere = [.. names.Keys];
        Variable[] variables = [.. method.Body.Descendants().SelectMany(static statement => statement.Assigned())
            .Concat(method.Body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions()))
            .Distinct().Where(variable => variable.Whole is null && !names.ContainsKey(variable))];
        // The user's own locals first, then the gradients that are returned, versions and temporaries, and other gradients.
        foreach (Variable variable in variables.Where(IsLocal).OrderBy(static variable => variable.Family == variable.Id ? 0 : 1))
            Claim(variable, variable.Name, isOwner: true);
        Parameter[] differentiable = method.Pass == SplitPass.Forward || method.Rows.Count > 0 ? [] : [.. source.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: false })];
        Expression[] returned = [.. method.Body.Statements.OfType<Return>().SelectMany(static statement => statement.Values)];
        int first = returned.Length - differentiable.Length;
        for (int i = 0; i < differentiable.Length; i++)
        {
            if (returned[first + i] is Reference { Variable: var gradient } && !names.ContainsKey(gradient))
                Claim(gradient, differentiable[i].GradientName, isOwner: false, separator: "_");
        }
        foreach (Variable variable in variables.Where(variable => !names.ContainsKey(variable)).OrderBy(static variable => variable.IsAdjoint ? 1 : 0))
            Claim(variable, variable.Name, isOwner: false, separator: variable.Kind == VariableKind.Result && variable.Family == variable.Id ? "_" : null);
    }

    private static bool IsLocal(Variable variable) => !variable.IsAdjoint && variable.Kind == VariableKind.Local;

    public string this[Variable variable] => variable.Whole is null ? names[variable]
        : names[variable.Whole] is var whole && whole == Receiver ? WayFrom(variable.Path) : whole + WayFrom(variable.Path, ".");

    /// <summary>What is written for the value that an instance method is called on; its members are written without it.</summary>
    public const string Receiver = "this";

    /// <summary>The way to a part as it is written.</summary>
    public static string WayFrom(string path, string start = "") => start + string.Join(".", path.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(Escape));

    /// <summary>Gives a variable a name: the wished-for one where it is free, else one with a separator or a number behind.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="wish">The name that is wished for.</param>
    /// <param name="isOwner">Whether the name comes from the user's function: no other variable may have it.</param>
    /// <param name="separator">What a collision appends, or null for a number.</param>
    private void Claim(Variable variable, string wish, bool isOwner, string? separator = null)
    {
        string name = wish;
        for (int number = 1; !IsFree(Escape(name), variable) || called.Contains(name) || reserved.Contains(name) && !(isOwner && name == wish); number++)
            name = separator is null ? wish + number.ToString(System.Globalization.CultureInfo.InvariantCulture) : name + separator;
        Give(variable, Escape(name));
    }

    /// <summary>
    /// The names of parameters are part of the contract: a local of the user's gives way, only something outside the
    /// function that its code means by the name does not.
    /// </summary>
    private void GiveParameter(Variable parameter, string wish)
    {
        string name = wish;
        while (outside.Contains(name) || taken.ContainsKey(Escape(name)))
            name += "_";
        Give(parameter, Escape(name));
    }

    private bool IsFree(string name, Variable variable) =>
        !taken.TryGetValue(name, out List<Variable>? holders) || holders.All(holder => !everywhere.Contains(holder) && scopes.AreApart(holder, variable));

    private void Give(Variable variable, string name)
    {
        names[variable] = name;
        if (!taken.TryGetValue(name, out List<Variable>? holders))
            taken[name] = holders = [];
        holders.Add(variable);
    }

    /// <summary>A name that is a keyword is written with an @.</summary>
    public static string Escape(string name) => Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) != Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? "@" + name : name;
}
