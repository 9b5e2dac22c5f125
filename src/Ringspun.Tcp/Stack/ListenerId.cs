namespace Ringspun.Tcp;

/// <summary>Names a listener of a stack.</summary>
/// <param name="Number">Counts the stack's listeners; never 0.</param>
public readonly record struct ListenerId(int Number);
