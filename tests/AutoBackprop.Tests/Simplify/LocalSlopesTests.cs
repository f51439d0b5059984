using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Simplify;
using Xunit;
using ModelType = AutoBackprop.Generator.Model.ValueType;

namespace AutoBackprop.Tests.Simplify;

/// <summary>What is multiplied by the same gradient in a loop is added up first.</summary>
public sealed class LocalSlopesTests
{
    private static readonly Reference Carried = Gradient(1, "dT"), Sum = Gradient(2, "dX"), Other = Gradient(3, "dY"), K = Number(4, "k"), A = Number(5, "a"), B = Number(6, "b");

    [Fact]
    public void A_gradient_that_is_multiplied_on_its_way_round_is_a_multiple_of_nothing()
    {
        Block body = Loop(
            new Assign(Carried, Product(Carried, K)),
            new Assign(Sum, Product(Other, A)),
            new Assign(Sum, new Binary(BinaryOperator.Add, Sum, Product(Carried, B), ModelType.Double)));
        Assert.Equal(body, LocalSlopes.Combine(body));
    }

    [Fact]
    public void Terms_of_one_gradient_are_added_before_they_are_multiplied_by_it() => Assert.Equal(
        Loop(new Assign(Sum, Product(Other, new Binary(BinaryOperator.Add, A, B, ModelType.Double)))),
        LocalSlopes.Combine(Loop(
            new Assign(Sum, Product(Other, A)),
            new Assign(Sum, new Binary(BinaryOperator.Add, Sum, Product(Other, B), ModelType.Double)))));

    private static Block Loop(params Statement[] statements) => Block.Of(new While(Literal.True, Block.Of(statements), TestsFirst: true));

    private static Binary Product(Expression left, Expression right) => new(BinaryOperator.Multiply, left, right, ModelType.Double);

    private static Reference Gradient(int id, string name) => new(new Variable(id, name, ModelType.Double, VariableKind.Temporary, id, IsAdjoint: true));

    private static Reference Number(int id, string name) => new(new Variable(id, name, ModelType.Double, VariableKind.Parameter, id));
}
