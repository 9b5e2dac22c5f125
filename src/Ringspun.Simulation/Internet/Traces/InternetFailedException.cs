namespace Ringspun.Simulation.Internet;

/// <summary>Something failed in a simulated internet: the message names the seed that replays it and the captures that were written.</summary>
public sealed class InternetFailedException : Exception
{
    /// <summary>Creates an exception.</summary>
    public InternetFailedException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What failed.</param>
    public InternetFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">Why.</param>
    public InternetFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
