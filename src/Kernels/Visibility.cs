using System.Runtime.CompilerServices;

// The tests run every width of the kernels in one process, whatever the processor would choose.
[assembly: InternalsVisibleTo("AutoBackprop.Tests")]
