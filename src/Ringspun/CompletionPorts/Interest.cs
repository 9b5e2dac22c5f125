namespace Ringspun;

/// <summary>What a <see cref="CompletionPort"/> is to report of a descriptor. The three kinds are those of select(2).</summary>
[Flags]
public enum Interest : byte
{
    /// <summary>Nothing: the descriptor is not registered (any more).</summary>
    None = 0,

    /// <summary>Reading, or accepting, would not wait; also at the end of the stream.</summary>
    Read = 1,

    /// <summary>Writing would not wait, or connecting has come to an end.</summary>
    Write = 2,

    /// <summary>Something exceptional is there, such as urgent data of TCP (POLLPRI of poll(2)).</summary>
    Except = 4,
}
