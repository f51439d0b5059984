using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace AutoBackprop.Mutation;

/// <summary>
/// The process that runs the tests, with one mutant after another. It says which it begins with, so that who started it knows which it was
/// where a mutant takes the process down.
/// </summary>
internal sealed class Worker
{
    /// <summary>What it prints before the number of a mutant that it begins with.</summary>
    public const string Begins = "begins ";

    /// <summary>What it prints before the number of a mutant that it is done with, and what came of it.</summary>
    public const string Ends = "ends ";

    private readonly Session session;
    private readonly IReadOnlyList<TestCase> tests;
    private readonly Type mutants;
    private readonly ConstructorInfo[] initializers;
    private readonly Dictionary<string, int> kills = [];

    public Worker(Session session)
    {
        this.session = session;
        Assembly mutated = Assembly.Load(Path.GetFileNameWithoutExtension(session.Mutated)), tested = Assembly.Load("AutoBackprop.Tests");
        tests = TestCase.Find(tested, session.Area.HasTest);
        mutants = mutated.GetType("AutoBackprop.Mutants", throwOnError: true)!;
        string[] namespaces = [.. session.Area.Folders.Select(static folder => "." + folder.Split('/')[0]).Concat(session.Area.Tests.Select(static part => part.TrimEnd('.')))];
        initializers = [.. mutated.GetTypes().Concat(session.Area.IsTable ? tested.GetTypes() : [])
            .Where(type => !type.Name.Contains('<') && !type.ContainsGenericParameters && namespaces.Any(end => type.Namespace?.EndsWith(end, StringComparison.Ordinal) == true))
            .Select(static type => type.TypeInitializer).OfType<ConstructorInfo>()];
    }

    /// <summary>Runs every test without a mutant: how long it takes, and which mutants it reaches.</summary>
    public void Cover()
    {
        var covered = new List<Covered>();
        int count = session.Mutants.Keys.Max() + 1;
        foreach (TestCase test in tests)
        {
            var reached = new bool[count];
            Set("Reached", reached);
            long start = Stopwatch.GetTimestamp();
            if (Try(test, TimeSpan.FromMinutes(10)) is { } failure)
                Console.WriteLine($"Left out, since it fails without a mutant: {test.Name}: {failure.Message}");
            else
                covered.Add(new Covered(test.Name, Stopwatch.GetElapsedTime(start).TotalSeconds, [.. Enumerable.Range(0, count).Where(id => reached[id])]));
        }

        File.WriteAllText(session.CoverageFile, JsonSerializer.Serialize(covered));
    }

    /// <summary>Tries mutants, each until a test fails or its time is over.</summary>
    public void TryAll(IEnumerable<int> ids)
    {
        Dictionary<string, Covered> covered = session.Coverage.ToDictionary(static test => test.Name);
        foreach (int id in ids)
        {
            Console.WriteLine(Begins + id);
            string outcome = TryOne(session.Mutants[id], covered);
            Console.WriteLine($"{Ends}{id}\t{outcome}");
            // A thread may still be running, or something of the mutant is left: the rest is for another process.
            if (outcome.StartsWith("timeout", StringComparison.Ordinal))
                return;
        }
    }

    private string TryOne(Mutant mutant, Dictionary<string, Covered> covered)
    {
        bool isTable = session.Area.IsTable || mutant.IsStatic;
        TestCase[] candidates = [.. tests.Where(test => covered.TryGetValue(test.Name, out Covered? known) && (isTable || known.Reached.BinarySearch(mutant.Id) >= 0))
            // First those that reach much in little time, and have found mutants before.
            .OrderBy(test => covered[test.Name] is var known ? known.Seconds / ((1 + known.Reached.Count) * (1 + kills.GetValueOrDefault(test.Name))) : 0)];
        Set("Active", mutant.Id);
        try
        {
            if (isTable)
                Initialize();
        }
        catch (Exception exception)
        {
            Set("Active", -1);
            Initialize();
            return $"killed\tthe tables cannot be made\t{exception.GetBaseException().Message.Split('\n')[0]}";
        }

        TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
        int run = 0;
        (TestCase Test, Exception Failure)? found = null;
        foreach (TestCase test in candidates)
        {
            if (Process.GetCurrentProcess().TotalProcessorTime - start > session.Time)
                break;
            run++;
            if (Try(test, TimeSpan.FromSeconds(120 + (30 * covered[test.Name].Seconds))) is { } failure)
            {
                found = (test, failure);
                break;
            }
        }

        Set("Active", -1);
        if (isTable)
            Initialize();
        if (found is not (var killer, var how))
            return $"survived\t{(run == candidates.Length ? "all" : run)} of {candidates.Length}\t";
        if (how is TimeoutException || Try(killer, TimeSpan.FromMinutes(10)) is not null)
            return $"timeout\t{killer.Name}\t";
        kills[killer.Name] = kills.GetValueOrDefault(killer.Name) + 1;
        return $"killed\t{killer.Name}\t{how.GetType().Name}: {how.Message.Trim().Split('\n')[0].Trim()}";
    }

    /// <summary>On a thread of its own: what a mutant leaves in thread-static memory ends with it.</summary>
    private Exception? Try(TestCase test, TimeSpan time)
    {
        Exception? failure = null;
        Set("Deadline", Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));
        var thread = new Thread(() =>
        {
            try
            {
                test.Run();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }, maxStackSize: 32 << 20) { IsBackground = true };
        thread.Start();
        return thread.Join(time + TimeSpan.FromSeconds(5)) ? failure : new TimeoutException();
    }

    /// <summary>Makes anew what static fields hold, twice, since some are made of others. Reflection runs an initializer once only; its code runs as often as it is called.</summary>
    private unsafe void Initialize()
    {
        foreach (ConstructorInfo initializer in initializers.Concat(initializers))
            ((delegate*<void>)initializer.MethodHandle.GetFunctionPointer())();
    }

    private void Set(string field, object? value) => mutants.GetField(field)!.SetValue(null, value);
}
