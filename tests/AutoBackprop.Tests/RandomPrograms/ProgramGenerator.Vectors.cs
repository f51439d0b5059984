using System.Globalization;

namespace AutoBackprop.Tests.RandomPrograms;

/// <content>
/// Vectors: locals made of floats, that give floats. A vector's bound is that of its components. Complex numbers and matrices, which stay among
/// themselves in one statement.
/// </content>
public sealed partial class ProgramGenerator
{
    private Node? VectorLocal()
    {
        if (random.Chance(0.15))
        {
            Node x = Bounded(Expression(Sort.Float, 2)), y = Bounded(Expression(Sort.Float, 1)), z = Bounded(Expression(Sort.Float, 1));
            return NewName() is { } made ? Added(Node.Of("vector local", Sort.Statement, $"Vector3 {made} = new($0, $1, $2);", x, y, z), new Local(made, Sort.Vector, Limit)) : null;
        }
        Node value = BoundedVector(VectorExpression(2));
        return NewName() is { } name
            ? Added(Node.Of("vector local", Sort.Statement, $"{random.Of("Vector3", "var")} {name} = $0;", value), new Local(name, Sort.Vector, Limit))
            : null;
    }

    private Node? VectorAssignment() => AnyLocal(Sort.Vector, writable: true) is { } target
        ? Node.Of("vector assignment", Sort.Statement, $"{target.Name} = $0;", BoundedVector(VectorExpression(2)))
        : null;

    private Node? VectorCompound() => AnyLocal(Sort.Vector, writable: true) is not { } target ? null : random.Below(3) switch
    {
        0 => Node.Of("vector compound", Sort.Statement, $"{target.Name} += $0;\n{target.Name} /= 2;", BoundedVector(VectorExpression(1))),
        1 => Node.Of("vector compound", Sort.Statement, $"{target.Name} -= 0.25f * $0;\n{target.Name} *= 0.75f;", Grouped(BoundedVector(VectorExpression(1)))),
        _ => Node.Of("vector compound", Sort.Statement, $"{target.Name} *= {MathOf(Sort.Float, "Sin")}($0);", Expression(Sort.Float, 1)),
    };

    /// <summary>A complex number that is changed a few times, in a loop or an array perhaps, and stays small.</summary>
    private Node? ComplexNumbers()
    {
        Node a = Bounded(Expression(Sort.Double, 2)), b = Bounded(Expression(Sort.Double, 1)), c = Bounded(Expression(Sort.Double, 1));
        if (NewName() is not { } z || NewName() is not { } all || NewName() is not { } result)
            return null;
        // What an expression names, it may name once.
        (string y, string v) = (all + "Y", all + "V");
        string Change(string w) => random.Of(
            $"{w} = new({w}.Imaginary, {v});",
            $"{w} = {w}.Real > 0.1 ? new({v}, {w}.Real) : {w} * 0.5;",
            $"{w} += {v};",
            $"{w} -= Complex.ImaginaryOne * ({v});",
            $"{w} = Complex.Conjugate({w}) * {w} + {y};",
            $"{w} = Complex.Sqrt({w} + 7);",
            $"{w} = {w} * new Complex({v}, 0.5);",
            $"{w} = Complex.Exp({w}) / new Complex(1.5, Math.Sin({y}));",
            $"if ({w}.Imaginary < 0.2)\n{w} = ({v}) * {w}.Real;") + $"\n{w} /= 2 + Complex.Abs({w});\n";
        string start = $"double {y} = $1, {v} = $2;\nComplex {z} = {random.Of($"new($0, {y})", $"new Complex($0, {y})", $"Complex.FromPolarCoordinates(1.5 + Math.Sin($0), {y})")};\n{z} /= 6;\n";
        string text = random.Below(3) switch
        {
            0 => start + Change(z) + Change(z),
            1 => $"{start}for (int {all} = 0; {all} < 3; {all}++)\n{{\n{Change(z)}{Change(z)}}}\n",
            _ => $"{start}Complex[] {all} = [{z}, new({y}, 0.5), ({v}) * {z}.Real, Complex.One];\n{all}[2] /= 4;\n{Change(all + "[1]")}for (int {all}i = 1; {all}i < 3; {all}i++)\n{all}[{all}i] = {all}[{all}i - 1] * {all}[{all}i] + {all}[{all}i + 1] / 2;\n{z} = {all}[2];\n{Change(z)}",
        };
        return Added(Node.Of("complex numbers", Sort.Statement, $"{text}double {result} = {z}.Real - 2 * {z}.Imaginary;", a, b, c), new Local(result, Sort.Double, 3));
    }

    /// <summary>A matrix of two or three dimensions, and its inverse, if there is one.</summary>
    private Node? MatrixInverse()
    {
        Node a = Bounded(Expression(Sort.Float, 2)), b = Bounded(Expression(Sort.Float, 1)), c = Bounded(Expression(Sort.Float, 1));
        if (NewName() is not { } m || NewName() is not { } inverse || NewName() is not { } result)
            return null;
        (string matrix, string applied) = random.Chance(0.5)
            ? ("Matrix3x2.CreateRotation($0) * Matrix3x2.CreateScale(1.5f + MathF.Sin($1), 2) * Matrix3x2.CreateTranslation(new Vector2($2, 0.5f))", "Vector2.Transform(new Vector2($1, 0.25f), {0}).X")
            : ("Matrix4x4.CreateRotationZ($0) * Matrix4x4.CreateScale(2, 1.5f + MathF.Sin($1), 1) * Matrix4x4.CreateTranslation($2, 0, 0.5f)", "Vector3.Transform(new Vector3($1, $2, 0.25f), {0}).Y");
        string type = matrix[..matrix.IndexOf('.', StringComparison.Ordinal)];
        string text = random.Chance(0.5)
            ? $"{type} {m} = {matrix};\nfloat {result} = {type}.Invert({m}, out {type} {inverse}) ? {string.Format(CultureInfo.InvariantCulture, applied, inverse)} : 0.5f;"
            : $"{type} {m} = {matrix};\n_ = {type}.Invert({m}, out var {inverse});\nfloat {result} = {string.Format(CultureInfo.InvariantCulture, applied, inverse)} * {m}.GetDeterminant() + {m}.M11;";
        return Added(Node.Of("matrix inverse", Sort.Statement, text, a, b, c), new Local(result, Sort.Float, 8 * Limit));
    }

    private Node? ComponentAssignment()
    {
        if (AnyLocal(Sort.Vector, writable: true) is not { } target)
            return null;
        string component = $"{target.Name}.{random.Of("X", "Y", "Z")}";
        return random.Below(3) switch
        {
            0 => Node.Of("component assignment", Sort.Statement, $"{component} = $0;", Bounded(Expression(Sort.Float, 2))),
            1 => Node.Of("component assignment", Sort.Statement, $"{component} += $0;\n{component} *= 0.5f;", Bounded(Expression(Sort.Float, 2))),
            _ => Node.Of("component assignment", Sort.Statement, $"{component} *= {MathOf(Sort.Float, "Cos")}($0);", Expression(Sort.Float, 2)),
        };
    }

    private Node? Component(Sort sort) => sort == Sort.Float && AnyLocal(Sort.Vector) is { } vector
        ? random.Chance(0.2) && AnyLocal(Sort.Int) is { } index ? Make(sort, "component by index", $"{vector.Name}[Math.Abs({index.Name}) % 3]", vector.Bound)
        : Make(sort, "component", $"{vector.Name}{random.Of(".X", ".Y", ".Z", "[1]")}", vector.Bound)
        : null;

    private Node? Measure(Sort sort, int depth)
    {
        if (sort != Sort.Float)
            return null;
        Node a = VectorExpression(depth - 1), b = VectorExpression(depth - 1);
        return random.Below(4) switch
        {
            0 => Make(sort, "function of one", "Vector3.Dot($0, $1)", 3 * a.Bound * b.Bound, a, b) with { Construct = "measure" },
            1 => Make(sort, "measure", "$0.LengthSquared()", 3 * a.Bound * a.Bound, Grouped(a)),
            2 => Make(sort, "measure", "Vector3.Distance($0, $1)", 1.8 * (a.Bound + b.Bound), a, b),
            _ => Make(sort, "measure", "($0 + new Vector3(0.5f, 0.25f, 1)).Length()", 1.8 * (a.Bound + 1), a),
        };
    }

    private Node VectorExpression(int depth)
    {
        if (depth <= 0)
            return VectorLeaf();
        Node Child() => VectorExpression(depth - 1) is var child && child.Bound > 100 ? BoundedVector(child) : child;
        Node Float() => Bounded(Expression(Sort.Float, depth - 1));
        return Pick(
            ("vector variable", VectorLeaf),
            ("vector constructor", () => Make(Sort.Vector, "vector constructor", random.Chance(0.8) ? "new Vector3($0, $1, $2)" : "new Vector3(new Vector2($0, $1), $2)", Limit, Float(), Float(), Float())),
            ("vector +", () => (Child(), Child()) is var (a, b) ? Make(Sort.Vector, "vector +", random.Of("$0 + $1", "$0 - $1"), a.Bound + b.Bound, Grouped(a), Grouped(b)) : null),
            ("vector *", () => (Child(), Child()) is var (a, b) ? Make(Sort.Vector, "vector *", "$0 * $1", a.Bound * b.Bound, Grouped(a), Grouped(b)) : null),
            ("vector scaled", () => (Child(), Float()) is var (a, s) ? Make(Sort.Vector, "vector scaled", random.Of("$0 * $1", "$1 * $0", "-$0 * $1", "2 * $0 / (1.5f + Math.Abs($1))"), 2 * a.Bound * Math.Max(1, s.Bound), Grouped(a), Node.Of("", Sort.Float, "($0)", s)) : null),
            ("vector function", () =>
            {
                (Node a, Node b) = (Child(), Child());
                return random.Below(9) switch
                {
                    7 => Make(Sort.Vector, "vector function", "Vector3.Transform($0, Quaternion.Slerp(Quaternion.Identity, Quaternion.CreateFromAxisAngle(Vector3.UnitX, $1), 0.25f))", 2 * a.Bound, a, Float()),
                    8 => Make(Sort.Vector, "vector function", "Vector3.TransformNormal($0, Matrix4x4.CreateLookTo($1, Vector3.UnitX, Vector3.UnitY))", 2 * a.Bound, a, b),
                    0 => Make(Sort.Vector, "vector function", "Vector3.Cross($0, $1)", 2 * a.Bound * b.Bound, a, b),
                    1 => Make(Sort.Vector, "vector function", "Vector3.Lerp($0, $1, $2)", Limit * (a.Bound + b.Bound) + a.Bound, a, b, Float()),
                    2 => Make(Sort.Vector, "vector function", random.Of("Vector3.Max($0, $1)", "Vector3.Min($0, $1)"), Math.Max(a.Bound, b.Bound), a, b),
                    3 => Make(Sort.Vector, "vector function", "Vector3.Abs($0)", a.Bound, a),
                    4 => Make(Sort.Vector, "vector function", $"Vector3.Normalize(new Vector3(0, 0, {Whole(a.Bound + 1)}) + $0)", 1, Grouped(a)),
                    5 => Make(Sort.Vector, "vector function", "Vector3.Transform($0, Quaternion.CreateFromAxisAngle(Vector3.UnitX, $1))", 2 * a.Bound, a, Float()),
                    _ => Make(Sort.Vector, "vector function", "Vector3.Transform($0, Matrix4x4.CreateRotationY($1))", 2 * a.Bound, a, Float()),
                };
            }),
            ("vector with", () => (Child(), Float(), Float()) is var (a, s, t) ? random.Chance(0.6)
                ? Make(Sort.Vector, "vector with", $"($0 with {{ {random.Of("X", "Y", "Z")} = $1 }})", Math.Max(a.Bound, Limit), Grouped(a), s)
                : Make(Sort.Vector, "vector with", "($0 with { Z = $1, X = $2 })", Math.Max(a.Bound, Limit), Grouped(a), s, t) : null),
            ("switch on parts", () => SwitchOnParts(Sort.Vector, Child)),
            ("vector conditional", () => (Child(), Child()) is var (a, b) ? Make(Sort.Vector, "vector conditional", "($2 ? $0 : $1)", Math.Max(a.Bound, b.Bound), a, b, Bool(1)) : null));
    }

    private Node VectorLeaf() => AnyLocal(Sort.Vector) is { } local && random.Chance(0.85)
        ? Make(Sort.Vector, "vector variable", local.Name, local.Bound)
        : Make(Sort.Vector, "vector constructor", "new Vector3($0, $1, $2)", Limit, Leaf(Sort.Float), Leaf(Sort.Float), Leaf(Sort.Float));

    private Node BoundedVector(Node vector) => vector.Bound <= Limit
        ? vector
        : random.Below(3) == 0
            ? Make(Sort.Vector, "vector function", "Vector3.Clamp($0, new Vector3(-3), new Vector3(2.5f))", 3, vector)
            : Make(Sort.Vector, "vector scaled", $"$0 / {Math.Ceiling(vector.Bound / Limit).ToString("0", CultureInfo.InvariantCulture)}", Limit, Grouped(vector));

    private static Node Grouped(Node vector) => vector.Template.Contains(' ', StringComparison.Ordinal) && !vector.Template.StartsWith("Vector3.", StringComparison.Ordinal) || vector.Template.StartsWith('-')
        ? Node.Of("", Sort.Vector, "($0)", vector) with { Bound = vector.Bound }
        : vector;

    /// <summary>Numbers by way of System.Numerics' complex numbers and vectors.</summary>
    private Node? NumericsMeasure(Sort sort, int depth)
    {
        Node a = Bounded(Expression(sort, depth - 1)), b = Bounded(Expression(sort, depth - 1)), c = Bounded(Expression(sort, depth - 1));
        string part = random.Of("Real", "Imaginary");
        return (sort, random.Below(5)) switch
        {
            (Sort.Double, 0) => Make(sort, "numerics", $"(new Complex($0, $1) * new Complex($2, 0.5)).{part}", 20, a, b, c),
            (Sort.Double, 1) => Make(sort, "numerics", $"(new Complex($0, $1) / new Complex(1.5, Math.Sin($2))).{part}", 6, a, b, c),
            (Sort.Double, 2) => Make(sort, "numerics", $"Complex.Exp(new Complex(Math.Sin($0), $1)).{part}", 2.8, a, b),
            (Sort.Double, 3) => Make(sort, "numerics", "(new Complex(5, $0) - $1 * Complex.ImaginaryOne).Magnitude", 14, a, Operand(b)),
            (Sort.Double, _) => Make(sort, "numerics", $"Complex.Sqrt(new Complex(6, $0) + $1).{part}", 4, a, Operand(b)),
            (_, 0) => Make(sort, "numerics", "Vector2.Dot(new Vector2($0, $1), new Vector2($2, 0.5f))", 18, a, b, c),
            (_, 1) => Make(sort, "numerics", "(new Vector4($0, $1, $2, 1) * 0.5f).Length()", 4, a, b, c),
            (_, 2) => Make(sort, "numerics", "Quaternion.Normalize(new Quaternion($0, $1, $2, 1.5f)).Y", 1, a, b, c),
            (_, 3) => Make(sort, "numerics", "(new Vector2($0, 1) - new Vector2($1, $2)).LengthSquared()", 100, a, b, c),
            _ => Make(sort, "numerics", "(new Quaternion($0, $1, 1, 0.5f) * new Quaternion(0.5f, $2, 0, 1)).Z", 40, a, b, c),
        };
    }
}
