namespace Ringspun.Tests.Support;

/// <summary>
/// Tests that measure the whole process's heap or its steady state: nothing else may run, or allocate, beside them, so they have the process
/// to themselves.
/// </summary>
[CollectionDefinition(nameof(MemorySensitive), DisableParallelization = true)]
public sealed class MemorySensitive;
