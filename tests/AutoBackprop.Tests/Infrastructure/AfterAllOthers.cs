using Xunit;

namespace AutoBackprop.Tests;

/// <summary>Tests that look at what the others leave behind: xunit runs collections without parallelism last.</summary>
[CollectionDefinition(nameof(AfterAllOthers), DisableParallelization = true)]
public sealed class AfterAllOthers;
