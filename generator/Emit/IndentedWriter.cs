using System.Text;

namespace AutoBackprop.Generator.Emit;

/// <summary>Writes lines with <c>\n</c> at a current indentation.</summary>
public sealed class IndentedWriter
{
    private readonly StringBuilder text = new();
    private int indentation;

    public void Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', indentation * 4).Append(line);
        text.Append('\n');
    }

    public void Open()
    {
        Line("{");
        indentation++;
    }

    public void Close()
    {
        indentation--;
        Line("}");
    }

    public void Indent() => indentation++;

    public void Unindent() => indentation--;

    public override string ToString() => text.ToString();
}
