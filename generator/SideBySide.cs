using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator;

/// <summary>
/// The driver takes one item of a step after the other, though items have nothing to do with each other. So one step starts the work for all
/// of them, and the next takes what has come of it: they are done side by side, and each is still cached by itself. What is started keeps
/// nothing of the compilation once it is done.
/// </summary>
internal static class SideBySide
{
    /// <summary>A step like <c>Select</c>, whose items are computed side by side.</summary>
    public static IncrementalValuesProvider<TResult> SelectSideBySide<T, TResult>(this IncrementalValuesProvider<T> items, Func<T, TResult> select) =>
        items.Select((item, cancellation) => Task.Run(() => select(item), cancellation)).Results();

    /// <summary>What has come of what was started. A thread that waits for what no other has begun does it itself.</summary>
    public static IncrementalValuesProvider<T> Results<T>(this IncrementalValuesProvider<Task<T>> started) =>
        started.Select(static (task, _) => task.GetAwaiter().GetResult());
}
