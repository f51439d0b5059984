using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>Puts the backward method of a function together: its forward part, the sweep through it, and what it returns; or the two that it is split into.</summary>
public static class BackwardMethod
{
    /// <summary>The backward method.</summary>
    /// <param name="lowered">The function.</param>
    /// <param name="split">The functions whose forward pass and reverse can be called apart.</param>
    public static Method Of(LoweredFunction lowered, EquatableArray<SplitFunction> split)
    {
        var parts = new BackwardParts(lowered, Buffers.Of(lowered.Body), split);
        Statement[] received = parts.ReceivedTensor();
        (Block forward, Block backward) = parts.Sweep.Reverse(lowered.Body, parts.Adjoints, isWhole: received.Length == 0);
        backward = Block.Of(received.Concat(backward.Statements));
        List<Expression> values = lowered.Result is null ? [] : [lowered.Result];
        values.AddRange(parts.ReturnedGradients());
        Statement[] body =
        [
            .. parts.Initial.Statements,
            new Heading("Forward"),
            .. forward.Statements,
            .. backward.IsEmpty ? [] : new Statement[] { new Heading("Backward") },
            .. backward.Statements,
            .. parts.AddNumbers(),
            .. values.Count == 0 ? [] : new Statement[] { new Return(values.ToEquatableArray()) },
        ];
        Method method = parts.Method(body, SplitPass.None);
        return SelfCalls.Direct(method with { HasCore = method.UsesWorkspace || lowered.Function.HasShell });
    }

    /// <summary>The two methods of a function that is split: others run between its forward pass and its reverse.</summary>
    /// <param name="lowered">The function.</param>
    /// <param name="split">The functions that are split.</param>
    public static (Method Forward, Method Reverse) Split(LoweredFunction lowered, EquatableArray<SplitFunction> split)
    {
        var parts = new BackwardParts(lowered, Buffers.OfSplit(lowered.Body), split);
        (Block forward, Block backward) = parts.Sweep.Split(lowered.Body, parts.Adjoints);
        Expression[] gradients = [.. parts.ReturnedGradients()];
        Statement[] ahead = [.. forward.Statements, .. lowered.Result is { } result ? new Statement[] { new Return(EquatableArray.Of(result)) } : []];
        Statement[] back = [.. parts.Initial.Statements, .. backward.Statements, .. parts.AddNumbers(), .. gradients.Length == 0 ? [] : new Statement[] { new Return(gradients.ToEquatableArray()) }];
        return (parts.Method(ahead, SplitPass.Forward), parts.Method(back, SplitPass.Reverse));
    }

    /// <summary>Whether a function can be split: tensors, and buffers that it makes and returns, are not kept.</summary>
    public static bool CanSplit(LoweredFunction lowered) => lowered.Function is { CustomBackward: null, HasShell: false }
        && Function.Variables(lowered.Result).All(static variable => !variable.Type.IsBuffer)
        && !lowered.Body.Descendants().SelectMany(static statement => statement.Assigned()).Concat(lowered.Function.Parameters.Select(static parameter => parameter.Variable)).Any(static variable => variable.Type.Leaf.IsTensor || variable.Type.IsTensor);
}
