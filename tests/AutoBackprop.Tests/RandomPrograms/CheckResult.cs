namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>What came out of checking programs.</summary>
public sealed class CheckResult
{
    public List<Failure> Failures { get; } = [];

    /// <summary>How many functions at how many points agreed.</summary>
    public int Compared { get; set; }

    /// <summary>How many differed at a tie of Min or Max of which it is not known which side of the convention holds.</summary>
    public int Inconclusive { get; set; }

    /// <summary>Functions that were handed one buffer by two names, of which they write one: refused when run.</summary>
    public int Refused { get; set; }

    /// <summary>Functions whose forward pass and reverse are called apart.</summary>
    public int Split { get; set; }

    public void Add(CheckResult other)
    {
        Split += other.Split;
        Failures.AddRange(other.Failures);
        Compared += other.Compared;
        Inconclusive += other.Inconclusive;
        Refused += other.Refused;
    }
}
