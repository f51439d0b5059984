namespace AutoBackprop.Generator.Model;

/// <summary>A row of a Jacobian: the gradient of one number of the result.</summary>
/// <param name="Name">What the row is called: <c>x</c>, <c>positionX</c>.</param>
/// <param name="Path">The way from the result to the number: <c>.Position.X</c>.</param>
/// <param name="Leaf">Which of the result's leaves it is, or is a component of.</param>
/// <param name="Component">The component, where the leaf is a vector.</param>
public sealed record JacobianRow(string Name, string Path, int Leaf, string? Component)
{
    /// <summary>
    /// The rows of the Jacobian of a function with this result; none where it is no struct, tuple or vector, or has numbers in it for which there
    /// would be no row: those of a matrix, say.
    /// </summary>
    /// <param name="result">The type of the result.</param>
    /// <param name="componentsOf">The components that a vector is made of, by its name.</param>
    public static EquatableArray<JacobianRow> Of(ValueType result, Func<string, string[]> componentsOf)
    {
        var rows = new List<JacobianRow>();
        int leaf = 0;
        bool isWhole = true;
        if (result.IsVector)
            Add("", result);
        if (result.IsComposite)
        {
            Composite.Of(result, way =>
            {
                if (way.All(static field => field.IsDifferentiable))
                    Add(Composite.PathOf(way), way[way.Count - 1].Type);
                leaf++;
                return Literal.True;
            });
        }
        return isWhole ? rows.ToEquatableArray() : EquatableArray<JacobianRow>.Empty;

        void Add(string path, ValueType type)
        {
            if (type.IsReal)
                rows.Add(new JacobianRow(Free(path), path, leaf, null));
            string[] components = type.VectorName is { } vector ? componentsOf(vector) : [];
            isWhole &= type.IsReal || components.Length > 0;
            foreach (string component in components)
                rows.Add(new JacobianRow(Free(path + "." + component), path + "." + component, leaf, component));
        }

        string Free(string path)
        {
            string name = Composite.NameOf("", path);
            while (name == "value" || rows.Any(row => row.Name == name))
                name += "_";
            return name;
        }
    }
}
