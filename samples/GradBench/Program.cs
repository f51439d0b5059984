using System.Text;
using GradBench.Protocol;

// One JSON value a line, each answered with one line, until the input ends.
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var input = new StreamReader(Console.OpenStandardInput(), utf8);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true, NewLine = "\n" };
while (input.ReadLine() is { } message)
    output.WriteLine(Session.Answer(message));
