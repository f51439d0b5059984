using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// Lengths of the buffers that a loop's iterations make: the reverse of an iteration may need one when the buffer itself is gone.
/// </summary>
public static class KeptLengths
{
    /// <summary>Gives each such length a variable, which is kept like any other value.</summary>
    public static (Block Forward, Block Backward) Of(Block forward, Block backward, VariableFactory variables)
    {
        HashSet<Variable> made = [.. forward.Descendants().SelectMany(static statement => statement.Assigned()).Where(static variable => variable.Type.IsBuffer)];
        if (made.Count == 0)
            return (forward, backward);
        made.ExceptWith(backward.Descendants().SelectMany(static statement => statement.Assigned()));
        var lengths = new Dictionary<Length, Variable>();
        backward = backward.MapAll(expression =>
        {
            if (expression is not Length { Buffer: Reference { Variable: var buffer } } length || !made.Contains(buffer))
                return null;
            if (!lengths.TryGetValue(length, out Variable? kept))
                lengths[length] = kept = variables.Temporary(buffer.Name + "Length", Model.ValueType.Int32);
            return new Reference(kept);
        });
        return (lengths.Count == 0 ? forward : Insert(forward, lengths), backward);
    }

    private static Block Insert(Block block, Dictionary<Length, Variable> lengths) => block.With(block.Statements.SelectMany(statement =>
        lengths.Where(pair => statement.Assigned().Contains(pair.Key.Buffer.Root().Variable)).OrderBy(static pair => pair.Value.Id)
            .Select(static pair => (Statement)new Assign(new Reference(pair.Value), pair.Key))
            .Prepend(statement.MapBlocks(inner => Insert(inner, lengths)))));
}
