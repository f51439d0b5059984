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
            var errors = new double[2 * scene.Observations];
            var weightErrors = new double[scene.Observations];
            return () =>
            {
                for (int i = 0; i < scene.Observations; i++)
                {
                    Reproject(scene.Camera(i), scene.Point(i), scene.Weights[i], scene.Feature(i), errors.AsSpan(2 * i, 2));
                    weightErrors[i] = WeightError(scene.Weights[i]);
                }

                return new BaErrors(
                    new BaReprojectionErrors([errors[0], errors[1]], scene.Observations),
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

    /// <summary>How far from where it was seen a point is projected: two numbers, weighted.</summary>
    /// <param name="camera">Rotation (axis times angle), center, focal length, principal point, two coefficients of radial distortion.</param>
    /// <param name="point">The point in space.</param>
    /// <param name="weight">The observation's weight.</param>
    /// <param name="feature">Where in the picture the point was seen.</param>
    /// <param name="error">Takes the result.</param>
    [Differentiable]
    public static void Reproject(
        ReadOnlySpan<double> camera, ReadOnlySpan<double> point, double weight, [NoGradient] ReadOnlySpan<double> feature, Span<double> error)
    {
        double x = point[0] - camera[3];
        double y = point[1] - camera[4];
        double z = point[2] - camera[5];

        // Rodrigues' formula; the limit where there is no angle.
        double squared = camera[0] * camera[0] + camera[1] * camera[1] + camera[2] * camera[2];
        double angle = squared == 0 ? 1 : Math.Sqrt(squared);
        double a = camera[0] / angle;
        double b = camera[1] / angle;
        double c = camera[2] / angle;
        double cos = squared == 0 ? 1 : Math.Cos(angle);
        double sin = squared == 0 ? 1 : Math.Sin(angle);
        double along = (a * x + b * y + c * z) * (1 - cos);
        double rotatedX = x * cos + (b * z - c * y) * sin + a * along;
        double rotatedY = y * cos + (c * x - a * z) * sin + b * along;
        double rotatedZ = z * cos + (a * y - b * x) * sin + c * along;

        double u = rotatedX / rotatedZ;
        double v = rotatedY / rotatedZ;
        double r2 = u * u + v * v;
        double distortion = 1 + camera[9] * r2 + camera[10] * r2 * r2;
        error[0] = weight * (u * distortion * camera[6] + camera[7] - feature[0]);
        error[1] = weight * (v * distortion * camera[6] + camera[8] - feature[1]);
    }

    [Differentiable]
    public static double WeightError(double weight) => 1 - weight * weight;

    /// <summary>Two rows for each observation, by its camera, its point and its weight; then a row for each weight.</summary>
    private static void Jacobian(BaScene scene, SparseMatrix matrix)
    {
        Span<double> error = stackalloc double[2];
        Span<double> dError = stackalloc double[2];
        Span<double> dCamera = stackalloc double[BaScene.CameraSize];
        Span<double> dPoint = stackalloc double[BaScene.PointSize];
        int firstPoint = BaScene.CameraSize * scene.Cameras;
        int firstWeight = firstPoint + BaScene.PointSize * scene.Points;
        matrix.Clear();
        for (int i = 0; i < scene.Observations; i++)
        {
            for (int row = 0; row < 2; row++)
            {
                dCamera.Clear();
                dPoint.Clear();
                dError.Clear();
                dError[row] = 1;
                double dWeight = ReprojectBackward(
                    scene.Camera(i), scene.Point(i), scene.Weights[i], scene.Feature(i), error, dCamera, dPoint, dError);
                matrix.Add(BaScene.CameraSize * (i % scene.Cameras), dCamera);
                matrix.Add(firstPoint + BaScene.PointSize * (i % scene.Points), dPoint);
                matrix.Add(firstWeight + i, dWeight);
                matrix.EndRow();
            }
        }

        for (int i = 0; i < scene.Observations; i++)
        {
            matrix.Add(firstWeight + i, WeightErrorGradient(scene.Weights[i]).dWeight);
            matrix.EndRow();
        }
    }
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
