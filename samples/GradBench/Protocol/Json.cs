using System.Text.Json;
using System.Text.Json.Serialization;
using GradBench.Evals;

namespace GradBench.Protocol;

/// <summary>Everything that is read or written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(Response))]
[JsonSerializable(typeof(Repetition))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(double[]))]
[JsonSerializable(typeof(GmmInput))]
[JsonSerializable(typeof(GmmGradient))]
[JsonSerializable(typeof(BaInput))]
[JsonSerializable(typeof(BaErrors))]
[JsonSerializable(typeof(BaJacobian))]
[JsonSerializable(typeof(HtInput))]
[JsonSerializable(typeof(double[][]))]
[JsonSerializable(typeof(LstmInput))]
[JsonSerializable(typeof(KmeansInput))]
[JsonSerializable(typeof(LseInput))]
[JsonSerializable(typeof(LlsqInput))]
[JsonSerializable(typeof(DetInput))]
[JsonSerializable(typeof(OdeInput))]
internal sealed partial class Json : JsonSerializerContext;
