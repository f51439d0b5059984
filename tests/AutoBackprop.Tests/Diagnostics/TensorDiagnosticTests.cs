using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>Uses of tensors that are not followed, each refused at the exact expression.</summary>
public sealed class TensorDiagnosticTests
{
    private const string Head = "using AutoBackprop;\nusing System.Numerics.Tensors;\npublic static partial class P\n{\n    [Differentiable]\n    public static ";

    [Fact]
    public void Writing_an_element() => In(
        "double F(Tensor<double> x) { [|x[0]|] = 1; return x[0]; }",
        Refused.Construct("Writing into a tensor", "compute a new tensor with layers, and assign it to a local"));

    [Fact]
    public void Adding_to_an_element() => In(
        "double F(Tensor<double> x) { [|x[0]|] += 1; return x[0]; }",
        Refused.Construct("Writing into a tensor", "compute a new tensor with layers, and assign it to a local"));

    [Fact]
    public void Putting_a_tensor_into_an_array() => In(
        "double F(Tensor<double>[] x) { [|x[0]|] = Layers.Relu(x[1]); return Layers.Sum(x[0]); }",
        Refused.Construct("Putting a tensor into an array", "compute a new tensor with layers, and assign it to a local"));

    [Fact]
    public void Making_an_array_of_tensors() => In(
        "double F(Tensor<double> x) { Tensor<double>[] t = [|[x, x]|]; return Layers.Sum(t[0]); }",
        Refused.Construct("Making an array of tensors", "take it as a parameter, or give each tensor a local"));

    [Fact]
    public void Changing_an_array_of_tensors() => In(
        "double F(Tensor<double>[] x, Tensor<double> y) { [|System.Array.Fill(x, y)|]; return Layers.Sum(x[0]); }",
        Refused.Construct("Changing an array of tensors", "compute new tensors, and assign them to locals"));

    [Fact]
    public void Giving_a_tensor_to_unknown_code() => In(
        "double F(Tensor<double> x, [NoGradient] Tensor<double> y) { double sum = Layers.Dot(x, y); [|Change(y)|]; return sum; }\n    static void Change(Tensor<double> y) => y.Fill(0);",
        "ABP0003: 'P.Change(Tensor<double>), which may change a tensor that it is given,' has no derivative, but an argument depends on an input; mark it [Differentiable], write a [BackwardOf] for it, or wrap the argument in Gradient.Stop");

    [Fact]
    public void A_slice() => In(
        "double F(Tensor<double> x) { Tensor<double> y = [|x[0..1]|]; return y[0]; }",
        Refused.Construct("A part of a tensor", "read its elements one by one, t[i, j], or use a layer"));

    [Fact]
    public void An_index_from_the_end() => In(
        "double F(Tensor<double> x) => x[[|^1|]];",
        Refused.Construct("This index", "index with an int"));

    [Fact]
    public void A_layer_into_a_destination() => In(
        "double F(Tensor<double> x, [NoGradient] Tensor<double> y) { [|Layers.Relu(x, y)|]; return y[0]; }",
        Refused.Construct("'Relu' into a destination", "use the 'Relu' that returns its result"));

    [Fact]
    public void A_workspace_of_the_callers() => In(
        "double F(Tensor<double> x) => Layers.Sum(Layers.Relu(x, [|default(Workspace)|]));",
        Refused.Construct("A layer in a workspace of the caller's", "leave the workspace out; the backward method brings one"));

    [Fact]
    public void A_constant_of_a_layer_that_varies() => In(
        "double F(Tensor<double> x, double slope) => Layers.Sum(Layers.LeakyRelu(x, [|slope|]));",
        "ABP0003: 'LeakyRelu with respect to 'slope'' has no derivative, but an argument depends on an input; mark it [Differentiable], write a [BackwardOf] for it, or wrap the argument in Gradient.Stop");

    [Fact]
    public void A_function_without_a_layer() => In(
        "double F(Tensor<double> x) => Layers.Sum([|Tensor.Cbrt<double>(x)|]);",
        "ABP0003: 'Tensor.Cbrt<double>(in ReadOnlyTensorSpan<double>)' has no derivative, but an argument depends on an input; mark it [Differentiable], write a [BackwardOf] for it, or wrap the argument in Gradient.Stop");

    [Fact]
    public void A_method_of_a_tensor() => In(
        "double F(Tensor<double> x) { [|x.Fill(2)|]; return Layers.Sum(x); }",
        Refused.Construct("The method 'Fill' of 'System.Numerics.Tensors.Tensor<double>'", "write it with layers and operators of tensors"));

    [Fact]
    public void A_local_span_of_a_tensor() => In(
        "double F(Tensor<double> x) { ReadOnlyTensorSpan<double> [|y = x|]; return Layers.Sum(x); }",
        "ABP0005: A value of type 'ReadOnlyTensorSpan<double>' cannot be part of a differentiable computation; use the tensor itself");

    [Fact]
    public void A_walk_through_a_tensor() => In(
        "double F(Tensor<double> x) { double sum = 0; foreach (double item in [|x|]) sum += item; return sum; }",
        Refused.Construct("A foreach over anything but an array or a span", "use a for loop with an index"));

    private static void In(string member, params string[] expected) => Refused.InFile(Head + member + "\n}\n", expected);
}
