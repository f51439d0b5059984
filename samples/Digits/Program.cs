using System.Diagnostics;
using System.Globalization;
using AutoBackprop;
using Digits;
using Digits.Idx;

const int Seed = 2;
const int HeldOut = 360;
// A narrow network has the same code, and few weights to check one by one.
const int CheckedImages = 3;
const int CheckedWeights = 600;

string? folder = null;
switch (args)
{
    case []: break;
    case ["--data", var given]: folder = given; break;
    default:
        Console.Error.WriteLine("Usage: Digits [--data folder], the folder with MNIST's files, train-images-idx3-ubyte and so on, gzip or not.");
        return 2;
}

long start = Stopwatch.GetTimestamp();
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancellation.Cancel();
};

DigitImages training, heldOut;
try
{
    (training, heldOut) = folder is null ? UciDigits.Read().Split(HeldOut, Seed) : Mnist.Read(folder);
}
catch (IdxException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

int hidden = folder is null ? 100 : 50;
(int batch, int epochs) = folder is null ? (32, 30) : (100, 20);
Network network = Network.Create(training.PixelCount, hidden, classes: 10, Seed);
Console.WriteLine($"{training.Count} images to learn from, {heldOut.Count} held out; a network of {training.PixelCount}-{hidden}-10.");

DigitImages few = training.Take([.. Enumerable.Range(0, Math.Min(CheckedImages, training.Count))]);
Network narrow = Network.Create(training.PixelCount, Math.Max(1, CheckedWeights / training.PixelCount / 2), classes: 10, Seed);
GradientCheck.Verify(Network.Loss, Network.LossGradient, narrow, few.Pixels, few.Labels);
Console.WriteLine("The generated gradient agrees with differences of the loss, weight by weight (of a narrower network).");

List<Epoch> epochsDone = Display.Run(new Training(network, training, heldOut, batch, epochs, Seed), cancellation.Token);
if (cancellation.IsCancellationRequested)
{
    Console.WriteLine($"Stopped after {epochsDone.Count} of {epochs} epochs.");
    return 130;
}

int[] answers = network.Read(heldOut.Pixels);
int right = answers.Zip(heldOut.Labels, static (answer, label) => answer == label).Count(static same => same);
string progress = Path.Combine("artifacts", "digits-training.png"), misread = Path.Combine("artifacts", "digits-misread.png");
Pictures.SaveTraining(progress, epochsDone);
Pictures.SaveMisread(misread, heldOut, answers);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{right} of {heldOut.Count} held-out images are read right: {(double)right / heldOut.Count:0.00%}, after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s."));
Console.WriteLine($"Loss and accuracy: {progress}; the misread digits: {misread}");
return 0;
