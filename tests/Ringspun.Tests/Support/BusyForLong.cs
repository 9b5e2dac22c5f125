namespace Ringspun.Tests.Support;

/// <summary>
/// Tests that keep a core busy for many seconds: beside them, those that wait for the JIT to finish, or that bound real time, would wait too long.
/// They run when the others have ended.
/// </summary>
[CollectionDefinition(nameof(BusyForLong), DisableParallelization = true)]
public sealed class BusyForLong;
