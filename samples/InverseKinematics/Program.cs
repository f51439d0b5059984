using System.Globalization;
using System.Numerics;
using InverseKinematics;
using ScottPlot;
using ScottPlot.Plottables;

// An arm of five links reaches for points in turn, each from where it is.
float[] lengths = [3, 2.5f, 2, 1.5f, 1];
float[] angles = [0.4f, 0.3f, 0.3f, 0.3f, 0.3f];
Vector2[] targets = [new(6, 5), new(-2, 7), new(-7, 3), new(-4, -3), new(2, -1), new(8, -2)];
string path = args.Length > 0 ? args[0] : Path.Combine("artifacts", "inverse-kinematics.png");

var plot = new Plot();
Draw(angles, Colors.LightGray, "start");
Console.WriteLine("    target    steps   distance left");
for (int i = 0; i < targets.Length; i++)
{
    int steps = Arm.Reach(angles, lengths, targets[i], tolerance: 1e-4f, mostSteps: 100);
    float left = Vector2.Distance(Arm.Hand(angles, lengths), targets[i]);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ({targets[i].X,3}, {targets[i].Y,3})  {steps,5}   {left:0.0e+0}"));
    Draw(angles, new ScottPlot.Palettes.Category10().GetColor(i), $"reach {i + 1}");
}
foreach (Vector2 target in targets)
    plot.Add.Marker(target.X, target.Y, MarkerShape.OpenCircle, 16, Colors.Black);
plot.Title("A five-joint arm reaching for six points");
plot.Axes.SquareUnits();
plot.ShowLegend(Alignment.LowerLeft);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
plot.SavePng(path, 900, 700);
Console.WriteLine($"Poses: {path}");

void Draw(float[] pose, Color color, string name)
{
    // The joints are the hands of the arm's beginnings.
    Vector2[] joints = [.. Enumerable.Range(0, lengths.Length + 1).Select(count => Arm.Hand(pose, lengths[..count]))];
    Scatter arm = plot.Add.Scatter(joints.Select(joint => (double)joint.X).ToArray(), joints.Select(joint => (double)joint.Y).ToArray(), color);
    arm.LineWidth = 3;
    arm.MarkerSize = 8;
    arm.LegendText = name;
}
