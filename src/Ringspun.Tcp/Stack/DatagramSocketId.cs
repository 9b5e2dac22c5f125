namespace Ringspun.Tcp;

/// <summary>Names a datagram socket of a stack, for UDP or for echoes, until the application closes it.</summary>
/// <param name="Slot">Its place in the stack.</param>
/// <param name="Generation">Which of the place's sockets it is; never 0.</param>
public readonly record struct DatagramSocketId(int Slot, uint Generation);
