using System.Text;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>How often each construct of a grammar occurred.</summary>
public sealed class Coverage(Grammar grammar)
{
    private readonly Dictionary<string, int> occurrences = [];
    private int programs;
    private int functions;

    public void Add(RandomProgram program)
    {
        programs++;
        functions += program.Functions.Length;
        foreach (Node node in program.Root.DescendantsAndSelf().Where(node => node.Construct.Length > 0))
            occurrences[node.Construct] = occurrences.GetValueOrDefault(node.Construct) + 1;
        foreach (Parameter parameter in program.Functions.SelectMany(function => function.Parameters))
        {
            if (parameter.IsRef || parameter.IsOut)
            {
                string construct = parameter.IsRef ? "ref parameter" : "out parameter";
                occurrences[construct] = occurrences.GetValueOrDefault(construct) + 1;
            }
            else if (parameter.IsBuffer || parameter.Sort is Sort.Value or Sort.Body or Sort.Pair)
            {
                string construct = (parameter.IsWritten && parameter.Sort != Sort.ValueArray ? "written " : "") + parameter.Sort switch
                {
                    Sort.RealArray => "array parameter",
                    Sort.RealSpan => "span parameter",
                    Sort.RealMemory => "memory parameter",
                    Sort.Grid => "rectangle parameter",
                    Sort.Net => "holder parameter",
                    Sort.Nets => "holders parameter",
                    Sort.Value => "value parameter",
                    Sort.Body => "body parameter",
                    Sort.Pair => "tuple parameter",
                    Sort.ValueArray => "value array parameter",
                    _ => "rows parameter",
                };
                occurrences[construct] = occurrences.GetValueOrDefault(construct) + 1;
            }
        }
    }

    /// <summary>The constructs of the grammar that did not occur.</summary>
    public IEnumerable<string> Missing => grammar.Constructs.Where(construct => !occurrences.ContainsKey(construct));

    public override string ToString()
    {
        var text = new StringBuilder($"{programs} programs, {functions} functions\n");
        foreach (string construct in grammar.Constructs)
            text.Append($"{occurrences.GetValueOrDefault(construct),8}  {construct}\n");
        return text.ToString();
    }
}
