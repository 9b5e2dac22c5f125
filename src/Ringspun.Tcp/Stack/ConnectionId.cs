namespace Ringspun.Tcp;

/// <summary>Names a connection of a stack, until the application closes it.</summary>
/// <param name="Slot">Its place in the stack.</param>
/// <param name="Generation">Which of the place's connections it is; never 0.</param>
public readonly record struct ConnectionId(int Slot, uint Generation);
