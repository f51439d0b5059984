using Microsoft.CodeAnalysis;
using Xunit;
using static AutoBackprop.Generator.BackpropGenerator;

namespace AutoBackprop.Tests.Incrementality;

/// <summary>An edit recomputes what it changed, and nothing else: step by step.</summary>
public sealed class IncrementalityTests
{
    private const string Square = """
        using AutoBackprop;
        public static partial class Shop
        {
            [Differentiable]
            public static double Square(double x)
            {
                double y = x * x;
                return y + 1;
            }
        }
        """;

    private const string User = """
        using AutoBackprop;
        public static partial class User
        {
            [Differentiable]
            public static double Twice(double x) => 2 * Shop.Square(x);
        }
        """;

    private const string HandWritten = """
        using AutoBackprop;
        static class Rules
        {
            [BackwardOf(typeof(System.Convert), nameof(System.Convert.ToDouble))]
            internal static (double value, double dValue) Straight(double value, double dOut) => (value, dOut);
        }
        """;

    private const string Split = """
        using AutoBackprop;
        public static partial class Twice
        {
            [Differentiable] static void Step(double[] a, double k) { for (int i = 0; i < a.Length; i++) a[i] = System.Math.Sin(a[i] * k); }
            [Differentiable] public static void Steps(double[] a, double k) { Step(a, k); Step(a, k * 2); }
        }
        """;

    private const string Holder = "[AutoBackprop.Differentiable] public partial class Dense { public double[] Weights = new double[2]; }";

    private static readonly string[] Project = [Square, User, HandWritten, "class Unrelated { int F() => 1; }"];

    /// <summary>Every step that has a name.</summary>
    private static readonly string[] EveryStep = [.. typeof(Steps).GetFields().Select(static step => (string)step.GetRawConstantValue()!)];

    /// <summary>Those that a project without classes of parameters goes through.</summary>
    private static readonly string[] AllSteps = [.. EveryStep.Except([Steps.ReadHolder, Steps.GenerateHolder])];

    /// <summary>With what some steps are for: a class of parameters, a callee whose forward pass and reverse are apart.</summary>
    private static readonly string[] WholeProject = [.. Project, Split, Holder];

    [Fact]
    public void Every_step_runs_and_can_be_seen() => Assert.Superset(EveryStep.ToHashSet(), GeneratorHarness.Rerun(WholeProject, WholeProject).Steps.ToHashSet());

    [Fact]
    public void The_same_project_is_untouched() => GeneratorHarness.Rerun(WholeProject, WholeProject).AssertUntouched(EveryStep);

    [Theory]
    [InlineData("k * 2); }", "k * 2); /* twice */ }")]
    [InlineData("public static partial class Twice", "// Above.\npublic static partial class Twice")]
    [InlineData("a[i] = ", "// In a loop.\na[i] = ")]
    public void A_comment_changes_nothing_of_a_split_callee_either(string before, string after)
    {
        Assert.Contains(before, Split);
        GeneratorHarness.Rerun(WholeProject, [.. Project, Split.Replace(before, after, StringComparison.Ordinal), Holder]).AssertUntouched(EveryStep);
    }

    [Fact]
    public void A_comment_in_the_function_changes_nothing() =>
        Edited(0, "double y = x * x;", "double y = /* square */ x * x; // of x").AssertUntouched(AllSteps);

    [Fact]
    public void A_comment_above_the_function_changes_nothing() =>
        Edited(0, "    [Differentiable]", "    // A square, one more.\n    /// <summary>It.</summary>\n    [Differentiable]").AssertUntouched(AllSteps);

    [Fact]
    public void White_space_in_the_function_changes_nothing() =>
        Edited(0, "double y = x * x;", "\n\n        double  y =\n            x\n            * x ;").AssertUntouched(AllSteps);

    [Fact]
    public void Another_member_of_the_type_changes_nothing() =>
        Edited(0, "    [Differentiable]", "    public static int Count(int n) { return n; }\n\n    [Differentiable]").AssertUntouched(AllSteps);

    [Fact]
    public void An_unrelated_type_changes_nothing() => Edited(3, "=> 1", "=> 2").AssertUntouched(AllSteps);

    [Fact]
    public void A_new_file_changes_nothing() =>
        GeneratorHarness.Rerun(Project, [.. Project, "namespace New { class Type { double F(double x) => x; } }"]).AssertUntouched(AllSteps);

    [Fact]
    public void The_body_of_a_hand_written_backward_changes_nothing() => Edited(2, "(value, dOut);", "(value + 0, 1 * dOut);").AssertUntouched(AllSteps);

    [Fact]
    public void The_body_of_a_callee_changes_the_callee_alone()
    {
        IncrementalRun run = Edited(0, "return y + 1;", "return y + 2 * x;");

        Assert.Equal([Modified, Untouched], Kinds(run, Steps.Read));
        Assert.Equal([Modified, Untouched], Kinds(run, Steps.Bind));
        Assert.Equal([Modified, Untouched], Kinds(run, Steps.Lower));
        Assert.Equal([Untouched], Kinds(run, Steps.Link));
        Assert.Equal([Modified, Untouched], Kinds(run, Steps.Accept));
        Assert.Equal([Modified, Untouched], Kinds(run, Steps.Generate));
    }

    [Fact]
    public void The_body_of_what_is_read_in_place_changes_its_callers()
    {
        const string Struct = """
            using AutoBackprop;
            [Differentiable]
            public readonly record struct Pair(double X, double Y)
            {
                public static Pair operator *(Pair a, double s) => new(a.X * s, a.Y * s);
            }
            """;
        const string Functions = """
            using AutoBackprop;
            public static partial class User
            {
                [Differentiable] public static Pair Scaled(Pair p, double s) => p * s;
                [Differentiable] public static double Sum(double x, double y) => x + y;
            }
            """;
        string edited = Struct.Replace("a.Y * s", "a.Y * s * s", StringComparison.Ordinal);
        IncrementalRun run = GeneratorHarness.Rerun([Struct, Functions], [edited, Functions]);

        Assert.Equal([Modified, Untouched], Kinds(run, Steps.Read));
        Assert.Equal([Modified, Untouched], Kinds(run, Steps.Generate));
        Assert.Equal(GeneratorHarness.Run(edited, Functions).Sources["User.Scaled.g.cs"], run.Sources["User.Scaled.g.cs"]);
    }

    [Fact]
    public void The_signature_of_a_callee_changes_its_callers_too()
    {
        IncrementalRun run = Edited(0, "Square(double x)", "Square(double x, double z = 3)");

        Assert.Equal([Modified, Modified], Kinds(run, Steps.Read));
        Assert.Equal([Modified, Modified], Kinds(run, Steps.Generate));
        Assert.Contains("Shop.SquareBackward(x, 3", run.Sources["User.Twice.g.cs"]);
    }

    [Fact]
    public void Another_name_of_a_callees_parameter_gives_its_callers_what_a_build_gives_them()
    {
        string user = User.Replace("2 * Shop.Square(x)", "System.Math.Exp(Shop.Square(x))", StringComparison.Ordinal);
        string renamed = Square.Replace("double x", "double z", StringComparison.Ordinal).Replace("x * x", "z * z", StringComparison.Ordinal);
        IncrementalRun run = GeneratorHarness.Rerun([Square, user], [renamed, user]);

        Assert.Equal(GeneratorHarness.Run(renamed, user).Sources["User.Twice.g.cs"], run.Sources["User.Twice.g.cs"]);
    }

    [Fact]
    public void An_edited_function_leaves_its_callees_alone()
    {
        IncrementalRun run = Edited(1, "2 * Shop", "3 * Shop");

        Assert.Equal([Untouched, Modified], Kinds(run, Steps.Read));
        Assert.Equal([Untouched, Modified], Kinds(run, Steps.Lower));
        Assert.Equal([Untouched], Kinds(run, Steps.Link));
        Assert.Equal([Untouched, Modified], Kinds(run, Steps.Generate));
    }

    [Fact]
    public void A_callee_that_is_refused_takes_its_callers_output_away_and_gives_it_back()
    {
        string refused = Square.Replace("return y + 1;", "lock (typeof(Shop)) { } return y + 1;", StringComparison.Ordinal);

        Assert.Empty(GeneratorHarness.Rerun(Project, [refused, .. Project[1..]]).Sources);
        Assert.Equal(["Shop.Square.g.cs", "User.Twice.g.cs"], GeneratorHarness.Rerun([refused, .. Project[1..]], Project).Sources.Keys.Order());
    }

    [Fact]
    public void A_using_that_is_added_changes_the_functions_of_its_file()
    {
        IncrementalRun run = Edited(0, "using AutoBackprop;", "using System;\nusing AutoBackprop;");

        Assert.Equal([Modified, Untouched], Kinds(run, Steps.Generate));
        Assert.Contains("using System;\n", run.Sources["Shop.Square.g.cs"]);
    }

    [Fact]
    public void A_function_that_is_taken_away_takes_its_file_with_it() =>
        Assert.Equal(["Shop.Square.g.cs"], GeneratorHarness.Rerun(Project, [Square, "", .. Project[2..]]).Sources.Keys);

    [Fact]
    public void No_step_holds_on_to_the_compiler() => GeneratorHarness.Rerun(Project, Project).AssertNothingOfRoslyn(AllSteps);

    [Fact]
    public void The_same_input_gives_the_same_text()
    {
        Generation first = GeneratorHarness.Run(Project), second = GeneratorHarness.Run(Project);

        Assert.Equal(first.Sources, second.Sources);
        Assert.Equal(2, first.Sources.Count);
    }

    [Fact]
    public void The_order_of_the_files_does_not_matter() =>
        Assert.Equal(GeneratorHarness.Run(Project).Sources, GeneratorHarness.Run(Project.Reverse().ToArray()).Sources);

    [Fact]
    public void Windows_line_endings_in_the_source_leave_the_output_as_it_is()
    {
        Generation windows = GeneratorHarness.Run(Project.Select(source => source.ReplaceLineEndings("\r\n")).ToArray());

        Assert.Equal(GeneratorHarness.Run(Project).Sources, windows.Sources);
        Assert.DoesNotContain('\r', string.Concat(windows.Sources.Values));
    }

    private const string Modified = nameof(Modified);
    private const string Untouched = nameof(Untouched);

    private static IncrementalRun Edited(int file, string old, string replacement)
    {
        Assert.Contains(old, Project[file]);
        string[] after = [.. Project];
        after[file] = after[file].Replace(old, replacement, StringComparison.Ordinal);
        return GeneratorHarness.Rerun(Project, after);
    }

    private static IEnumerable<string> Kinds(IncrementalRun run, string step) => run.Reasons(step)
        .Select(reason => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged ? Untouched : reason.ToString());
}
