namespace GradBench.Evals;

/// <summary>The cameras, points and observations, each for itself, although the input has only one of each, to be repeated.</summary>
internal sealed class BaScene(BaInput input)
{
    public const int CameraSize = 11;
    public const int PointSize = 3;
    public const int FeatureSize = 2;

    private readonly double[] cameras = Repeated(input.Cam, input.N);
    private readonly double[] points = Repeated(input.X, input.M);
    private readonly double[] features = Repeated(input.Feat, input.P);

    public int Cameras => input.N;

    public int Points => input.M;

    public int Observations => input.P;

    public double[] Weights { get; } = Repeated([input.W], input.P);

    public ReadOnlySpan<double> Camera(int observation) => cameras.AsSpan(observation % Cameras * CameraSize, CameraSize);

    public ReadOnlySpan<double> Point(int observation) => points.AsSpan(observation % Points * PointSize, PointSize);

    public ReadOnlySpan<double> Feature(int observation) => features.AsSpan(observation * FeatureSize, FeatureSize);

    private static double[] Repeated(double[] item, int count)
    {
        var result = new double[checked(item.Length * count)];
        for (int i = 0; i < count; i++)
            item.CopyTo(result, i * item.Length);
        return result;
    }
}
