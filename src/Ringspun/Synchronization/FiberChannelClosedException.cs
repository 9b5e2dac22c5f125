namespace Ringspun;

/// <summary>A channel or a broadcast is closed: nothing can be written any more, or everything has been read.</summary>
public sealed class FiberChannelClosedException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    public FiberChannelClosedException()
        : this("The channel is closed.", null)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is closed.</param>
    public FiberChannelClosedException(string message)
        : this(message, null)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is closed.</param>
    /// <param name="innerException">Why it was closed; null if that was its normal end.</param>
    public FiberChannelClosedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
