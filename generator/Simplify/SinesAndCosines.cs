using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>Takes the sine and the cosine of one angle in one call, which costs little more than either.</summary>
public static class SinesAndCosines
{
    public static Block Pair(Block block)
    {
        List<Statement> statements = [.. block.Statements.Select(static statement => statement.MapBlocks(Pair))];
        for (int i = 0; i < statements.Count; i++)
        {
            if (Angle(statements[i]) is not { } first)
                continue;
            int other = statements.FindIndex(i + 1, statement => Angle(statement) is { } second && second.Angle == first.Angle && second.Name == Partner(first.Name));
            if (other < 0 || statements.Skip(i).Take(other - i).SelectMany(static statement => Block.Of(statement).Descendants()).SelectMany(static statement => statement.Assigned()).Any(first.Angle.Mentions().Contains))
                continue;
            bool isSine = first.Name.Contains("Sin");
            Variable here = first.Target, there = Angle(statements[other])!.Value.Target;
            string text = first.Text.Substring(0, first.Text.LastIndexOf('.') + 1) + (first.Name.EndsWith("Pi", StringComparison.Ordinal) ? "SinCosPi" : "SinCos");
            var both = new Call(new RuleCallee(text, first.Name), EquatableArray.Of(first.Angle), new Model.ValueType(TypeClass.Opaque, "var"));
            statements[i] = new Deconstruction(EquatableArray.Of<Variable?>(isSine ? here : there, isSine ? there : here), both) { Origin = statements[i].Origin };
            statements.RemoveAt(other);
        }
        return block.With(statements);
    }

    private static (string Name, string Text, Expression Angle, Variable Target)? Angle(Statement statement) =>
        statement is Assign { Target: Reference { Variable: var target }, Value: Call { Callee: RuleCallee { Name: "Math.Sin" or "Math.Cos" or "double.SinPi" or "double.CosPi" } callee } call }
            && callee.Text.Contains('.')
            ? (callee.Name, callee.Text, call.Arguments[0], target)
            : null;

    private static string Partner(string name) => name.Contains("Sin") ? name.Replace("Sin", "Cos") : name.Replace("Cos", "Sin");
}
