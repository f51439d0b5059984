using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <summary>Writes the helpers of a class that holds parameters: zeros like it, its buffers as spans, and all of it as one vector.</summary>
public static class HolderEmitter
{
    private const string Throw = "throw new global::System.ArgumentOutOfRangeException(nameof(index))";

    /// <summary>What the helpers call their parameters and locals: a member of that name is written with <c>this</c>.</summary>
    private static readonly string[] Locals = ["index", "lengths", "vector", "zeros", "part", "row", "at"];

    private static bool IsLocal(string name) => Locals.Contains(name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));

    public static string Emit(Holder holder)
    {
        var writer = new IndentedWriter();
        ContainingType[] types = [.. holder.Place.Types];
        if (!holder.IsDerived)
            types[types.Length - 1] = new ContainingType($"{types[types.Length - 1].Declaration} : {Interface(holder)}");
        int opened = PlaceEmitter.Open(holder.Place with { Types = types.ToEquatableArray() }, holder.Names, writer);
        EmitZeros(holder, writer);
        EmitCounts(holder, writer);
        EmitBuffers(
            holder, $"{holder.Names.Span}<{holder.Number}> Parameters(int index)", "The parameters of a buffer: what is written there is written in this object.",
            member => View(holder, member), "row{1}", "part{1}.Parameters(index)", "part{1}.Parameters(index)", writer);
        EmitBuffers(
            holder, "string ParameterName(int index)", "What a buffer is called.", static member => $"nameof({Names.Escape(member.Name)})", "$\"{0}[{index}]\"",
            "$\"{0}.{part{1}.ParameterName(index)}\"", "$\"{0}[{at{1}}].{part{1}.ParameterName(index)}\"", writer);
        EmitBuffers(
            holder, $"int ParameterShape(int index, {holder.Names.Span}<nint> lengths)", "The shape of a buffer: how many dimensions it has, and their lengths.", member => Shape(holder, member), $"{holder.Names.ParameterVector}.Shape(row{{1}}, lengths)",
            "part{1}.ParameterShape(index, lengths)", "part{1}.ParameterShape(index, lengths)", writer);
        if (!holder.IsDerived)
            EmitVector(holder, writer);
        foreach (HolderMember member in holder.Members.Where(NeedsReference))
            EmitReference(holder, member, writer);
        for (int i = 0; i < opened; i++)
            writer.Close();
        return writer.ToString();
    }

    private static string Interface(Holder holder) => $"{holder.Names.ParameterInterface}<{holder.Number}>";

    /// <summary>What is said before a helper that a derived class has its own of.</summary>
    private static string Public(Holder holder) => holder.IsDerived ? "public override" : holder.IsSealed ? "public" : "public virtual";

    private static void EmitHead(Holder holder, string summary, IndentedWriter writer)
    {
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line($"[{holder.Names.GeneratedCode}(\"AutoBackprop\", \"{ThisVersion.Text}\")]");
    }

    private static void EmitZeros(Holder holder, IndentedWriter writer)
    {
        EmitHead(holder, "Zeros in the shapes of these parameters: what a gradient begins as. What is not a parameter is shared.", writer);
        writer.Line($"{Public(holder)} {holder.Name} ZerosLike()");
        writer.Open();
        writer.Line($"var zeros = ({holder.Name}){(holder.IsDerived ? "base.ZerosLike()" : "MemberwiseClone()")};");
        foreach (HolderMember member in holder.Members)
        {
            string target = member.IsSettable ? "zeros." + Names.Escape(member.Name) : $"{member.Storage}(zeros)";
            string value = Zeros(holder, member);
            writer.Line($"{target} = {(member.IsNullable && member.Kind != HolderKind.Value ? $"{Own(member)} is null ? null : {value}" : value)};");
        }
        writer.Line("return zeros;");
        writer.Close();
        if (holder.IsDerived)
            return;
        writer.Line();
        writer.Line($"{Interface(holder)} {Interface(holder)}.ZerosLike() => ZerosLike();");
    }

    private static string Zeros(Holder holder, HolderMember member) => member.Kind switch
    {
        HolderKind.Value => member.IsOfValues ? "default" : "0",
        HolderKind.Array => $"new {member.Element}[{Own(member)}.Length]",
        HolderKind.Rectangle => $"new {member.Element}[{string.Join(", ", Enumerable.Range(0, member.Rank).Select(dimension => $"{Own(member)}.GetLength({dimension})"))}]",
        HolderKind.Rows => $"{holder.Names.GradientBuffer}.ZerosLike({Own(member)})",
        HolderKind.Tensor => $"{holder.Names.Tensor}.CreateFromShape<{member.Element}>({Own(member)}.Lengths)",
        HolderKind.Part => Own(member) + ".ZerosLike()",
        _ => $"global::System.Array.ConvertAll({Own(member)}, static part => part.ZerosLike())",
    };

    private static void EmitCounts(Holder holder, IndentedWriter writer)
    {
        int single = holder.Members.Count(IsSingle);
        string[] terms = [.. holder.IsDerived ? ["base.BufferCount"] : Array.Empty<string>(), .. single > 0 ? new[] { single.ToString(System.Globalization.CultureInfo.InvariantCulture) } : [],
            .. holder.Members.Where(static member => !IsSingle(member)).Select(member => member.Kind == HolderKind.Rows ? $"({Own(member)}?.Length ?? 0)" : $"{holder.Names.ParameterVector}.BufferCount<{holder.Number}>({Own(member)})")];
        writer.Line();
        EmitHead(holder, "How many buffers of parameters there are: each array, tensor and number is one.", writer);
        writer.Line($"{Public(holder)} int BufferCount => {string.Join(" + ", terms)};");
        if (holder.IsDerived)
            return;
        writer.Line();
        EmitHead(holder, "How many parameters there are, in all buffers together.", writer);
        writer.Line($"public int ParameterCount => {holder.Names.ParameterVector}.Count(this);");
    }

    private static void EmitVector(Holder holder, IndentedWriter writer)
    {
        writer.Line();
        EmitHead(holder, "Copies all parameters into one vector, buffer after buffer.", writer);
        writer.Line($"public void CopyTo({holder.Names.Span}<{holder.Number}> vector) => {holder.Names.ParameterVector}.CopyTo(this, vector);");
        writer.Line();
        EmitHead(holder, "Sets all parameters from one vector, as <c>CopyTo</c> writes it.", writer);
        writer.Line($"public void CopyFrom({holder.Names.ReadOnlySpan}<{holder.Number}> vector) => {holder.Names.ParameterVector}.CopyFrom(this, vector);");
    }

    /// <summary>A method that says something of one buffer.</summary>
    /// <param name="holder">The class.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="summary">What it says.</param>
    /// <param name="single">What it says of a member that is one buffer.</param>
    /// <param name="ofRow">What it says of a row: {0} stands for the member's name, {1} for the number behind the names of locals.</param>
    /// <param name="ofPart">What it says of a buffer of a part.</param>
    /// <param name="ofParts">What it says of a buffer of one of several parts.</param>
    /// <param name="writer">Where to.</param>
    private static void EmitBuffers(Holder holder, string signature, string summary, Func<HolderMember, string> single, string ofRow, string ofPart, string ofParts, IndentedWriter writer)
    {
        writer.Line();
        EmitHead(holder, summary, writer);
        string inherited = $"base.{signature.Substring(signature.LastIndexOf(' ', signature.IndexOf('(')) + 1).Replace("int index", "index").Replace($"{holder.Names.Span}<nint> lengths", "lengths")}";
        if (holder.Members.All(IsSingle))
        {
            writer.Line($"{Public(holder)} {signature} => {(holder.IsDerived ? "(index - base.BufferCount)" : "index")} switch");
            writer.Line("{");
            writer.Indent();
            if (holder.IsDerived)
                writer.Line($"< 0 => {inherited},");
            for (int i = 0; i < holder.Members.Count; i++)
                writer.Line($"{i} => {single(holder.Members[i])},");
            writer.Line($"_ => {Throw},");
            writer.Unindent();
            writer.Line("};");
            return;
        }
        string vector = holder.Names.ParameterVector;
        writer.Line($"{Public(holder)} {signature}");
        writer.Open();
        if (holder.IsDerived)
        {
            writer.Line("if (index < base.BufferCount)");
            writer.Indent();
            writer.Line($"return {inherited};");
            writer.Unindent();
            writer.Line("index -= base.BufferCount;");
        }
        // A local of a condition is known after it too: each has a name of its own.
        int inner = 0;
        foreach (HolderMember member in holder.Members)
        {
            string own = Own(member);
            string number = IsSingle(member) || ++inner == 1 ? "" : inner.ToString(System.Globalization.CultureInfo.InvariantCulture);
            bool usesAt = ofParts.Contains("{at"), usesRow = ofRow.Contains("row");
            (string condition, string result) = member.Kind switch
            {
                HolderKind.Rows => ($"{vector}.FindRow<{holder.Number}>({own}, ref index, out {(usesRow ? "var row" + number : "_")})", ofRow),
                HolderKind.Part => ($"{vector}.Find<{holder.Number}>({own}, ref index) is {{ }} part{number}", ofPart),
                HolderKind.Parts => ($"{vector}.Find<{holder.Number}>({own}, ref index, out {(usesAt ? "int at" + number : "_")}) is {{ }} part{number}", ofParts),
                _ => ("index-- == 0", single(member)),
            };
            writer.Line($"if ({condition})");
            writer.Indent();
            writer.Line($"return {(IsSingle(member) ? result : result.Replace("{0}", member.Name).Replace("{1}", number))};");
            writer.Unindent();
        }
        writer.Line(Throw + ";");
        writer.Close();
    }

    /// <summary>A member as a span of numbers.</summary>
    private static string View(Holder holder, HolderMember member)
    {
        string vector = holder.Names.ParameterVector;
        string own = member.Kind switch
        {
            HolderKind.Value => $"new {holder.Names.Span}<{member.Type}>(ref {(NeedsReference(member) ? $"{member.Storage}(this)" : Own(member))})",
            HolderKind.Rectangle => $"{vector}.View<{member.Element}>({Own(member)})",
            HolderKind.Tensor => $"{vector}.View<{member.Element}>({Own(member)})",
            _ => Own(member),
        };
        return !member.IsOfValues ? own
            : $"global::System.Runtime.InteropServices.MemoryMarshal.Cast<{member.Element}, {holder.Number}>({(member.Kind == HolderKind.Array ? $"new {holder.Names.Span}<{member.Element}>({own})" : own)})";
    }

    private static string Shape(Holder holder, HolderMember member) => member.Kind switch
    {
        HolderKind.Value => "0",
        HolderKind.Tensor => $"{holder.Names.ParameterVector}.Shape<{member.Element}>({Own(member)}, lengths)",
        _ => $"{holder.Names.ParameterVector}.Shape({Own(member)}, lengths)",
    };

    private static bool IsSingle(HolderMember member) => member.Kind is HolderKind.Value or HolderKind.Array or HolderKind.Rectangle or HolderKind.Tensor;

    private static string Own(HolderMember member) => IsLocal(member.Name) ? "this." + member.Name : Names.Escape(member.Name);

    /// <summary>Whether a member is reached through a reference to where it is stored: a number in a property has none of its own, and a read-only member is only set there.</summary>
    private static bool NeedsReference(HolderMember member) => !member.IsSettable || member is { IsProperty: true, Kind: HolderKind.Value };

    private static string StorageNote(HolderMember member) => member.StorageAccess != "private" ? "a gradient is added there, which is nobody else's yet"
        : member.IsSettable ? "a property has no reference of its own"
        : "zeros are put there once, while the object is made";

    private static void EmitReference(Holder holder, HolderMember member, IndentedWriter writer)
    {
        string field = member.IsProperty ? $"<{member.Name}>k__BackingField" : member.Name;
        string nullable = member.IsNullable && member.Kind != HolderKind.Value ? "?" : "";
        writer.Line();
        EmitHead(holder, $"Where <c>{member.Name}</c> is stored: {StorageNote(member)}.", writer);
        if (member.StorageAccess != "private")
            writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        writer.Line($"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = \"{field}\")]");
        writer.Line($"{member.StorageAccess} static extern ref {member.Type}{nullable} {member.Storage}({holder.Name} holder);");
    }
}
