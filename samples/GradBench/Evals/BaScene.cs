using System.Runtime.InteropServices;

namespace GradBench.Evals;

/// <summary>The cameras, points and observations, each for itself, although the input has only one of each, to be repeated.</summary>
internal sealed class BaScene(BaInput input)
{
    public const int CameraSize = 11;
    public const int PointSize = 3;
    public const int FeatureSize = 2;

    private readonly Camera[] cameras = Repeated<Camera>(input.Cam, input.N);
    private readonly Vec3[] points = Repeated<Vec3>(input.X, input.M);
    private readonly Vec2[] features = Repeated<Vec2>(input.Feat, input.P);

    public int Cameras => cameras.Length;

    public int Points => points.Length;

    public int Observations => features.Length;

    public double[] Weights { get; } = Repeated<double>([input.W], input.P);

    public ref readonly Camera Camera(int observation) => ref cameras[observation % cameras.Length];

    public ref readonly Vec3 Point(int observation) => ref points[observation % points.Length];

    public ref readonly Vec2 Feature(int observation) => ref features[observation];

    private static T[] Repeated<T>(double[] numbers, int count)
        where T : struct
    {
        var result = new T[count];
        Array.Fill(result, MemoryMarshal.Read<T>(MemoryMarshal.AsBytes(numbers.AsSpan())));
        return result;
    }
}
