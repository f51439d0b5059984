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

    public Names(Method method)
    {
        Function source = method.Source;
        reserved = [.. source.Reserved];
        foreach (Parameter parameter in source.Parameters)
            names[parameter.Variable] = parameter.Name;
        names[method.Upstream] = method.Upstream.Name;
        reserved.Add(method.Upstream.Name);
        Variable[] variables = [.. method.Body.Descendants().SelectMany(static statement => statement.Assigned())
            .Concat(method.Body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions()))
            .Distinct().Where(variable => !names.ContainsKey(variable))];
        // The user's own locals first, then the gradients that are returned, versions and temporaries, and other gradients.
        foreach (Variable variable in variables.Where(IsLocal).OrderBy(static variable => variable.Family == variable.Id ? 0 : 1))
            names[variable] = Claim(variable.Name, isOwner: true);
        Parameter[] differentiable = [.. source.Parameters.Where(static parameter => parameter.IsDifferentiable)];
        Expression[] returned = [.. method.Body.Statements.OfType<Return>().SelectMany(static statement => statement.Values)];
        for (int i = 0; i < differentiable.Length; i++)
        {
            if (returned[i + 1] is Reference { Variable: var gradient } && !names.ContainsKey(gradient))
                names[gradient] = Claim(differentiable[i].GradientName, isOwner: false, separator: "_");
        }
        foreach (Variable variable in variables.Where(variable => !names.ContainsKey(variable)).OrderBy(static variable => variable.IsAdjoint ? 1 : 0))
            names[variable] = Claim(variable.Name, isOwner: false, separator: variable.Kind == VariableKind.Result && variable.Family == variable.Id ? "_" : null);
    }

    private static bool IsLocal(Variable variable) => !variable.IsAdjoint && variable.Kind == VariableKind.Local;

    public string this[Variable variable] => names[variable];

    /// <summary>Takes a name: the wished-for one where it is free, else one with a separator or a number behind.</summary>
    /// <param name="wish">The name that is wished for.</param>
    /// <param name="isOwner">Whether the name comes from the user's function: no other variable may have it.</param>
    /// <param name="separator">What a collision appends, or null for a number.</param>
    private string Claim(string wish, bool isOwner, string? separator = null)
    {
        string name = wish;
        for (int number = 1; names.ContainsValue(Escape(name)) || reserved.Contains(name) && !(isOwner && name == wish); number++)
            name = separator is null ? wish + number.ToString(System.Globalization.CultureInfo.InvariantCulture) : name + separator;
        return Escape(name);
    }

    /// <summary>A name that is a keyword is written with an @.</summary>
    public static string Escape(string name) => Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) != Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? "@" + name : name;
}
