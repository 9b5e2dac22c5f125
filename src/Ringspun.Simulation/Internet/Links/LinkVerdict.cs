namespace Ringspun.Simulation.Internet;

/// <summary>What a <see cref="LinkRule"/> does with a packet.</summary>
public enum LinkVerdict
{
    /// <summary>It is treated as the link's options say.</summary>
    Pass,

    /// <summary>It is dropped.</summary>
    Drop,

    /// <summary>It arrives twice.</summary>
    Duplicate,

    /// <summary>A bit of it is flipped.</summary>
    Corrupt,

    /// <summary>It takes <see cref="LinkOptions.ReorderingDelay"/> longer than others, so that they may overtake it.</summary>
    Delay,
}
