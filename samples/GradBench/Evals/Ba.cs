using System.Runtime.InteropServices;
using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>Bundle adjustment: cameras look at points, and each observation has an error in the picture.</summary>
internal static partial class Ba
{
    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["objective"] = Function.Of(Json.Default.BaInput, Json.Default.BaErrors, input =>
        {
            var scene = new BaScene(input.Checked());
            var errors = new Vec2[scene.Observations];
            var weightErrors = new double[scene.Observations];
            return () =>
            {
                for (int i = 0; i < scene.Observations; i++)
                {
                    errors[i] = Reproject(scene.Camera(i), scene.Point(i), scene.Weights[i], scene.Feature(i));
                    weightErrors[i] = WeightError(scene.Weights[i]);
                }

                return new BaErrors(
                    new BaReprojectionErrors([errors[0].X, errors[0].Y], scene.Observations),
                    new BaWeightErrors(weightErrors[0], scene.Observations));
            };
        }),
        ["jacobian"] = Function.Of(Json.Default.BaInput, Json.Default.BaJacobian, input =>
        {
            var scene = new BaScene(input.Checked());
            var matrix = new SparseMatrix(rows: checked(3 * scene.Observations), entries: checked(31 * scene.Observations));
            return () =>
            {
                Jacobian(scene, matrix);
                return new BaJacobian(
                    SparseMatrix.Summary(matrix.RowStarts), SparseMatrix.Summary(matrix.Columns), SparseMatrix.Summary(matrix.Values));
            };
        }),
    };

    /// <summary>How far from where it was seen a camera sees a point, weighted.</summary>
    [Differentiable(Derivatives.Gradient | Derivatives.Jacobian)]
    public static Vec2 Reproject(Camera camera, Vec3 point, double weight, [NoGradient] Vec2 feature) => (camera.Project(point) - feature) * weight;

    [Differentiable]
    public static double WeightError(double weight) => 1 - weight * weight;

    /// <summary>Two rows for each observation, by its camera, its point and its weight; then a row for each weight.</summary>
    private static void Jacobian(BaScene scene, SparseMatrix matrix)
    {
        int firstPoint = BaScene.CameraSize * scene.Cameras;
        int firstWeight = firstPoint + BaScene.PointSize * scene.Points;
        matrix.Clear();
        for (int i = 0; i < scene.Observations; i++)
        {
            var jacobian = ReprojectJacobian(scene.Camera(i), scene.Point(i), scene.Weights[i], scene.Feature(i));
            AddRow(i, in jacobian.x);
            AddRow(i, in jacobian.y);
        }

        for (int i = 0; i < scene.Observations; i++)
        {
            matrix.Add(firstWeight + i, WeightErrorGradient(scene.Weights[i]).dWeight);
            matrix.EndRow();
        }

        void AddRow(int i, in (Camera dCamera, Vec3 dPoint, double dWeight) row)
        {
            matrix.Add(BaScene.CameraSize * (i % scene.Cameras), Numbers(in row.dCamera));
            matrix.Add(firstPoint + BaScene.PointSize * (i % scene.Points), Numbers(in row.dPoint));
            matrix.Add(firstWeight + i, row.dWeight);
            matrix.EndRow();
        }
    }

    /// <summary>A struct of numbers as a row of them.</summary>
    private static ReadOnlySpan<double> Numbers<T>(in T item)
        where T : struct => MemoryMarshal.Cast<T, double>(new ReadOnlySpan<T>(in item));
}

internal sealed record BaInput(int N, int M, int P, double[] Cam, double[] X, double W, double[] Feat)
{
    public BaInput Checked()
    {
        // The summary of the Jacobian has the first thirty row starts, of which there are 3 p + 1.
        WrongInputException.Unless(N > 0 && M > 0 && P >= 10, "'n' and 'm' must be positive, 'p' at least 10.");
        WrongInputException.UnlessShaped(Cam, BaScene.CameraSize, "cam");
        WrongInputException.UnlessShaped(X, BaScene.PointSize, "x");
        WrongInputException.UnlessShaped(Feat, BaScene.FeatureSize, "feat");
        return this;
    }
}

internal sealed record BaErrors(BaReprojectionErrors ReprojError, BaWeightErrors WErr);

internal sealed record BaReprojectionErrors(double[] Elements, int Repeated);

internal sealed record BaWeightErrors(double Element, int Repeated);

internal sealed record BaJacobian(int[] Rows, int[] Cols, double[] Vals);
