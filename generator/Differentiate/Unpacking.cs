using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>Writes out how the leaves of a composite that a call gives are taken: the composite gets a name, and each leaf is a member of it.</summary>
public static class Unpacking
{
    public static Block Expand(Block block, VariableFactory variables) => block.With(block.Statements.SelectMany(statement =>
        statement is Deconstruction { Value: Call { Type.IsComposite: true } call } unpacked
            ? Expand(unpacked, call, variables)
            : [statement.MapBlocks(inner => Expand(inner, variables))]));

    private static IEnumerable<Statement> Expand(Deconstruction unpacked, Call call, VariableFactory variables)
    {
        Variable whole = variables.New(TemporaryName.Of(call), call.Type, VariableKind.Temporary);
        yield return new Assign(new Reference(whole), call) { Origin = unpacked.Origin };
        int next = 0;
        var parts = new List<Statement>();
        Composite.Of(call.Type, way =>
        {
            Expression part = new Reference(whole);
            foreach (Field field in way)
                part = new Member(part, field.Name, field.Type);
            if (unpacked.Targets[next++] is { } target)
                parts.Add(new Assign(new Reference(target), part) { Origin = unpacked.Origin });
            return part;
        });
        foreach (Statement part in parts)
            yield return part;
    }
}
