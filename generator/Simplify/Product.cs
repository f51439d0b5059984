using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>A product of elements and of what is the same for all of them.</summary>
/// <param name="Factor">What is the same for all, or null where that is 1.</param>
/// <param name="Elements">The elements, one or two.</param>
/// <param name="IsLeading">Whether the product is computed in this order: first the factor, then times the elements.</param>
internal sealed record Product(Expression? Factor, IReadOnlyList<Element> Elements, bool IsLeading)
{
    /// <summary>A term as a product, or null where it is none.</summary>
    public static Product? Of(Expression term, Func<Expression, bool> isSteady)
    {
        switch (term)
        {
            case Element element:
                return new Product(null, [element], IsLeading: true);
            case Unary { Operator: UnaryOperator.Negate } negative when Of(negative.Operand, isSteady) is { } positive:
                return positive with { Factor = positive.Factor is null ? Literal.Whole(-1, term.Type) : new Unary(UnaryOperator.Negate, positive.Factor, term.Type) };
            case Binary { Operator: BinaryOperator.Multiply } product:
                if (isSteady(product.Left) && Of(product.Right, isSteady) is { } right)
                    return right with { Factor = right.Factor is null ? product.Left : new Binary(BinaryOperator.Multiply, product.Left, right.Factor, term.Type), IsLeading = right is { Factor: null, Elements.Count: 1 } };
                if (Of(product.Left, isSteady) is not { } left)
                    return null;
                if (isSteady(product.Right))
                    return left with { Factor = left.Factor is null ? product.Right : new Binary(BinaryOperator.Multiply, left.Factor, product.Right, term.Type), IsLeading = left is { Factor: null, Elements.Count: 1 } };
                return product.Right is Element second && left.Elements.Count == 1 ? left with { Elements = [left.Elements[0], second] } : null;
            default:
                return null;
        }
    }
}
