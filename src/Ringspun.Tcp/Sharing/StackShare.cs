namespace Ringspun.Tcp.Sharing;

/// <summary>Which of several stacks with the same addresses one is, as when each loop of a program has its own.</summary>
/// <param name="Index">Which: 0 to <paramref name="Count"/> - 1. It chooses only ports whose flows <see cref="FlowSteering"/> gives to it.</param>
/// <param name="Count">How many there are: 1 or more.</param>
public readonly record struct StackShare(int Index, int Count);
