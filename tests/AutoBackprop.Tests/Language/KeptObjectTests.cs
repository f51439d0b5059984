using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Objects and texts, all constants, that the reverse needs from an iteration: the workspace keeps them on a stack of their own.</summary>
public sealed class KeptObjectTests
{
    private const string Settings = """

        public record struct Step(string Name, double Rate);
        public sealed class Settings
        {
            public string[] Names = ["sin", "exp", "sq"];
            public object[] Tags = ["a", 3, "b"];
            public Settings[] Parts = [];
            public Settings? Next;
            public int Rate = 2;
            public string? Name(int i) => i == 1 ? null : Names[i % 3];
            public Step At(int i) => new(Names[i % 3], Rate * (i + 1));
        }
        """;

    public static TheoryData<string> Bodies => new()
    {
        "for (int i = 0; i < c.Names.Length; i++) { string op = c.Names[i]; s = op switch { \"sin\" => Math.Sin(s), \"exp\" => Math.Exp(-s), _ => s * s }; }",
        "foreach (string op in c.Names) { if (op == \"sin\") s = Math.Sin(s); else s *= s * op.Length; }",
        "for (int j = 0; j < 2; j++) for (int i = 0; i < 3; i++) { var op = c.Name(i + j); if (op is not null) s = Math.Sin(s) * op.Length; else s *= x; }",
        "for (int j = 0; j < 2; j++) for (int i = 0; i < 3; i++) { Step step = c.At(i + j); if (step.Name == \"sq\") s *= s * step.Rate; else s = Math.Sin(s) * step.Rate; }",
        "Settings? p = c; while (p is not null) { Settings? q = p.Next; if (q is not null) s *= Math.Sin(s) * q.Rate; s *= p.Rate; p = q; }",
        "foreach (object tag in c.Tags) { string? text = tag as string; if (text is not null) s = s * s; s *= x; }",
        "foreach (Settings p in c.Parts) { Settings? q = p.Next; if (q is not null) { foreach (string op in q.Names) { if (op == \"sin\") s = Math.Sin(s) * q.Rate; else s *= s; } } }",
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void What_an_iteration_asks_of_an_object_is_there_in_its_reverse(string body) => Check(Settings, $$"""
        [Differentiable] public static double F([NoGradient] Settings c, double x) { double s = x; {{body}} return s; }
        public static object[] At() => new object[] { new Settings { Next = new Settings { Rate = 3 }, Parts = new[] { new Settings { Next = new Settings() }, new Settings(), new Settings { Next = new Settings() } } }, 1.1 };
        """);

    [Theory]
    [InlineData("string[] ops")]
    [InlineData("ReadOnlySpan<string> ops")]
    public void An_array_of_texts_is_kept_where_it_is_written_after_a_call(string parameter) => Check("", $$"""
        [Differentiable] static double Net(double x, {{parameter}}) { double s = x; for (int i = 0; i < ops.Length; i++) { if (ops[i] == "sin") s = Math.Sin(s); else s *= s; } return s; }
        [Differentiable] public static double F(string[] ops, double x) { double s = x; for (int j = 0; j < 3; j++) { s = Net(s, ops) + x; ops[j % 2] = j == 0 ? "sq" : "sin"; } return s; }
        public static object[] At() => new object[] { new[] { "sin", "sq" }, 1.1 };
        """);

    [Fact]
    public void A_page_that_keeps_texts() => Snapshot.Verify(Program(Settings, """
        [Differentiable]
        public static double F([NoGradient] Settings settings, double x)
        {
            double s = x;
            foreach (string name in settings.Names)
            {
                if (name == "sin")
                    s = Math.Sin(s);
                else
                    s *= s;
            }
            return s;
        }
        """));

    [Fact]
    public void Nothing_is_allocated_for_what_is_kept()
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(Settings, """
            [Differentiable] public static double F([NoGradient] Settings[] all, double x, int n)
            {
                double s = x;
                for (int i = 0; i < n; i++) { Settings c = all[i % all.Length]; string name = c.Names[i % 3]; Step step = c.At(i); if (name == "sin") s = Math.Sin(s); if (step.Name == "sin") s *= step.Rate * c.Rate; }
                return s;
            }
            public static long Allocated()
            {
                Settings[] all = { new(), new() };
                for (int i = 0; i < 100; i++)
                    FBackward(all, 0.5, 40, 1);
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 100; i++)
                    FBackward(all, 0.5, 40, 1);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }
            """)).Compile();

        Assert.Equal(0L, program.Invoke("P.Allocated"));
    }
}
