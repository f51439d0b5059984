using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GradBench.Protocol;

/// <summary>A function of a module, from JSON to JSON.</summary>
internal abstract class Function
{
    /// <summary>Evaluates the function as often as the input wants, and says how long each run took.</summary>
    public abstract (JsonElement Output, Timing[] Timings) Evaluate(JsonElement input);

    /// <summary>A function of the inputs: <paramref name="prepare"/> checks them, and returns what is run and timed.</summary>
    public static Function Of<TInput, TOutput>(
        JsonTypeInfo<TInput> input, JsonTypeInfo<TOutput> output, Func<TInput, Func<TOutput>> prepare) where TInput : notnull =>
        new Typed<TInput, TOutput>(input, output, prepare);

    /// <summary>A function that there is no way to compute yet.</summary>
    public static Function NotSupported(string reason) => new Missing(reason);

    private sealed class Typed<TInput, TOutput>(
        JsonTypeInfo<TInput> inputType, JsonTypeInfo<TOutput> outputType, Func<TInput, Func<TOutput>> prepare) : Function
        where TInput : notnull
    {
        public override (JsonElement Output, Timing[] Timings) Evaluate(JsonElement input)
        {
            if (input.ValueKind == JsonValueKind.Undefined)
                throw new WrongInputException("There is no input.");
            // hello's input is a bare number, and says nothing about repetition.
            Repetition repetition = input.ValueKind == JsonValueKind.Object ? input.Deserialize(Json.Default.Repetition)! : new Repetition();
            Func<TOutput> run = prepare(input.Deserialize(inputType) ?? throw new WrongInputException("The input is null."));

            var timings = new List<Timing>();
            TOutput output;
            double seconds = 0;
            do
            {
                long start = Stopwatch.GetTimestamp();
                output = run();
                TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
                timings.Add(new Timing("evaluate", (long)elapsed.TotalNanoseconds));
                seconds += elapsed.TotalSeconds;
            }
            while (timings.Count < repetition.MinRuns || seconds < repetition.MinSeconds);

            return (JsonSerializer.SerializeToElement(output, outputType), [.. timings]);
        }
    }

    private sealed class Missing(string reason) : Function
    {
        public override (JsonElement Output, Timing[] Timings) Evaluate(JsonElement input) => throw new NotSupportedException(reason);
    }
}
