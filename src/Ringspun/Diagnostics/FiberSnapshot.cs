namespace Ringspun;

/// <summary>What a live fiber did when its loop was asked.</summary>
/// <param name="Number">The fiber's number in the process, from 1 on.</param>
/// <param name="Name">Its name; null when it was given none.</param>
/// <param name="State">What it did.</param>
/// <param name="Operation">What it waited for, or had waited for: a system call's name or the like; null before its first wait.</param>
/// <param name="Duration">How long ago that wait began, by the loop's clock; for a fiber that has not waited yet, how long ago it was started.</param>
/// <param name="Calls">The methods it was in, the innermost first; empty before its first wait.</param>
/// <param name="Body">The method that it was started with.</param>
public sealed record FiberSnapshot(
    long Number, string? Name, FiberState State, string? Operation, TimeSpan Duration, IReadOnlyList<string> Calls, string Body);
