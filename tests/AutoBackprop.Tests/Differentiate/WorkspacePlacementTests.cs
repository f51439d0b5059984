using AutoBackprop.Generator.Differentiate;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;
using Xunit;
using ModelType = AutoBackprop.Generator.Model.ValueType;

namespace AutoBackprop.Tests.Differentiate;

/// <summary>What is recalled from the workspace lies where the next block is kept.</summary>
public sealed class WorkspacePlacementTests
{
    private static readonly ModelType Numbers = new(TypeClass.Span, "Span<double>", ModelType.Double);
    private static readonly Variable Workspace = new(1, "workspace", new ModelType(TypeClass.Opaque, "Workspace"), VariableKind.Parameter, 1);
    private static readonly Reference First = Local(2, "first"), Second = Local(3, "second");

    [Fact]
    public void A_block_is_recalled_as_a_copy_where_something_else_is_kept_before_its_end()
    {
        Statement inner = new While(Literal.True, Block.Of(Kept()), TestsFirst: true);

        Assert.Equal(Block.Of(Recalled(First, "RecallCopy"), inner, Recalled(Second, "Recall")), Place(Recalled(First, "Recall"), inner, Recalled(Second, "Recall")));
    }

    [Fact]
    public void A_block_is_recalled_where_it_lies_when_all_was_kept_before() =>
        Assert.Equal(Block.Of(Kept(), Recalled(First, "Recall")), Place(Kept(), Recalled(First, "Recall")));

    private static Block Place(params Statement[] statements) =>
        WorkspacePlacement.Place(Block.Of(statements), new VariableFactory(10), Workspace, new BroughtNames("Math", "MathF", "GeneratedCode", UsesCodeDom: true));

    private static Assign Recalled(Reference block, string method) => new(block, Ask($".{method}<double>", Literal.Int(3), Numbers));

    private static Evaluate Kept() => new(Ask(".KeepCopy<double>", First, ModelType.Void));

    private static Call Ask(string method, Expression argument, ModelType type) => new(new WorkspaceCallee(method), EquatableArray.Of(new Reference(Workspace), argument), type);

    private static Reference Local(int id, string name) => new(new Variable(id, name, Numbers, VariableKind.Local, id));
}
