using System.Reflection;
using Xunit;

namespace AutoBackprop.Tests.Runtime;

public sealed class AttributeTests
{
    [Fact]
    public void Differentiable_asks_for_the_gradient_unless_told_otherwise()
    {
        Assert.Equal(Derivatives.Gradient, new DifferentiableAttribute().Derivatives);
        const Derivatives Both = Derivatives.Gradient | Derivatives.Jvp;
        Assert.Equal(Both, new DifferentiableAttribute(Both).Derivatives);
    }

    [Fact]
    public void BackwardOf_names_a_method_of_ones_own_or_of_another_type()
    {
        var own = new BackwardOfAttribute("F");
        Assert.Equal((null, "F"), (own.Type, own.Method));
        var foreign = new BackwardOfAttribute(typeof(Math), nameof(Math.Sin));
        Assert.Equal((typeof(Math), "Sin"), (foreign.Type, foreign.Method));
    }

    [Theory]
    [InlineData(typeof(DifferentiableAttribute), AttributeTargets.Method | AttributeTargets.Struct | AttributeTargets.Class)]
    [InlineData(typeof(NoGradientAttribute), AttributeTargets.Parameter | AttributeTargets.Field | AttributeTargets.Property)]
    [InlineData(typeof(BackwardOfAttribute), AttributeTargets.Method)]
    public void Attributes_stand_once_and_only_where_they_mean_something(Type attribute, AttributeTargets targets)
    {
        AttributeUsageAttribute usage = attribute.GetCustomAttribute<AttributeUsageAttribute>()!;
        Assert.Equal(targets, usage.ValidOn);
        Assert.False(usage.AllowMultiple);
    }
}
