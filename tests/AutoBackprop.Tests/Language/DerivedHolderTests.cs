using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Classes that hold parameters and are derived from others: gradients against the oracle.</summary>
public sealed class DerivedHolderTests
{
    private const string Classes = """

        public abstract class Named(string name)
        {
            public string Name => name;
            public int Steps = 2;
        }

        [Differentiable]
        public abstract partial class Module(string name) : Named(name)
        {
            public double Scale = 0.7;
            public double[] Common { get; } = [0.3, -0.4];
            public double Squash(double x) => Math.Tanh(Scale * x) + Common[0];
            public double Twice => 2 * Scale;
        }

        [Differentiable]
        public partial class Dense(int inputs) : Module("dense")
        {
            public double[] W = new double[inputs];
            public double Bias { get; set; } = 0.1;
            public double Sum => W[0] + Twice;
        }

        [Differentiable]
        public sealed partial class Gated : Dense
        {
            public double[][] Gates = [[0.2], [0.5, -0.3]];
            public double Gate;

            public Gated() : base(2) => (W[0], W[1]) = (0.4, 1.1);
        }

        [Differentiable]
        public sealed partial class Plain : Module
        {
            public Plain() : base("plain") => Scale = 1.3;
        }

        [Differentiable]
        public sealed partial class Model
        {
            public Gated Head = new();
            public Dense[] Layers = [new Gated() { Bias = 0.6 }, new Dense(2) { Bias = -0.3 }];
            public Plain Plain = new();
        }

        """;

    [Fact]
    public void What_is_inherited_has_gradients_wherever_the_object_is_used() => ShapedGradient.Check(
        Classes,
        """
        [Differentiable]
        public static double F(Model model, Gated own, double[] x)
        {
            double s = Use(model.Head, x) + Use(own, x) + model.Head.Sum * own.Squash(x[0]);
            foreach (Dense layer in model.Layers)
                s += layer.Squash(s) * Use(layer, x) + layer.Bias * layer.Steps;
            Module module = own;
            return s * Scaled(model.Plain, x[1]) + module.Squash(s) + own.Gates[1][1] * own.Gate + model.Plain.Twice;
        }

        [Differentiable]
        static double Use(Dense dense, double[] x)
        {
            double t = dense.Bias;
            for (int i = 0; i < x.Length; i++)
                t += dense.W[i] * x[i];
            return t * Scaled(dense, t);
        }

        [Differentiable]
        static double Scaled(Module module, double x)
        {
            double t = x;
            for (int i = 0; i < module.Steps; i++)
                t = module.Scale * t * module.Common[i];
            return t;
        }
        public static object[] At() => [new Model(), new Gated { Gate = 0.8 }, new double[] { 0.3, -0.7 }];
        """);

    [Fact]
    public void The_overload_of_the_class_that_it_was_given_as_is_called() => ShapedGradient.Check(
        Classes,
        """
        [Differentiable]
        public static double F(Gated own, double x) => Over(own, x) + 3 * Over((Module)own, x);

        [Differentiable]
        static double Over(Module module, double x)
        {
            double t = x;
            for (int i = 0; i < 2; i++)
                t += module.Scale * t;
            return t;
        }

        [Differentiable]
        static double Over(Gated gated, double x)
        {
            double t = x;
            for (int i = 0; i < 2; i++)
                t += gated.Gate * t + gated.Scale;
            return t;
        }
        public static object[] At() => [new Gated { Gate = 0.8 }, 0.4];
        """);

    [Fact]
    public void Records_are_derived_and_their_methods_are_called_on_them() => ShapedGradient.Check(
        """
        [Differentiable]
        public partial record Base(double[] A)
        {
            public int Steps = 2;
        }

        [Differentiable]
        public sealed partial record Net(double[] A, double[] B) : Base(A)
        {
            public double C = 0.3;

            [Differentiable]
            public double Energy(double x)
            {
                double s = x;
                for (int i = 0; i < Steps; i++)
                    s = Math.Sin(s * A[i] + B[i] * C);
                return s;
            }
        }
        """,
        """
        [Differentiable]
        public static double F(Net net, double x) => net.Energy(x) * net.A[1] + G(net, net.Energy(x));

        [Differentiable]
        static double G(Base given, double x) => given.A[0] * x * given.Steps;
        public static object[] At() => [new Net([0.3, 0.8], [0.2, -0.5]), 0.4];
        """);

    [Fact]
    public void The_helpers_of_an_object_see_to_all_of_it_however_it_is_known()
    {
        Generation generation = GeneratorHarness.Run(ShapedGradient.Program(
            Classes,
            """
            public static string Run()
            {
                Module module = new Gated { Gate = 0.8 };
                Module zeros = module.ZerosLike();
                var names = new System.Collections.Generic.List<string>();
                for (int i = 0; i < module.BufferCount; i++)
                    names.Add(module.ParameterName(i));
                var vector = new double[module.ParameterCount];
                module.CopyTo(vector);
                zeros.CopyFrom(vector);
                zeros.Parameters(0)[0] = 5;
                var copy = (Gated)zeros;
                return $"{string.Join(" ", names)}: {string.Join(" ", vector)}; {copy.Scale} {copy.Gates[1][1]} {copy.Gate} {module.Scale} {ReferenceEquals(copy.W, ((Gated)module).W)} {copy.Name}";
            }
            """));
        Assert.Empty(generation.Refusals);
        using CompiledProgram program = generation.Compile();
        Assert.Equal("Scale Common W Bias Gates[0] Gates[1] Gate: 0.7 0.3 -0.4 0.4 1.1 0.1 0.2 0.5 -0.3 0.8; 5 -0.3 0.8 0.7 False dense", program.Invoke("P.Run"));
    }
}
