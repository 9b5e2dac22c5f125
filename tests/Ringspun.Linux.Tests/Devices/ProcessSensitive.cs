namespace Ringspun.Linux.Tests.Devices;

/// <summary>
/// Tests that start processes, and tests that look at what closing a descriptor has done: a process that is just being started has duplicates of all
/// descriptors until its exec. They run one after another.
/// </summary>
[CollectionDefinition(nameof(ProcessSensitive))]
public sealed class ProcessSensitive;
