namespace Ringspun;

/// <summary>
/// The 64 bits that the kernel keeps with each watched descriptor and gives back with its events: descriptor, interest and generation. They tell
/// everything that another process needs, too. Without any interest they stand for something of the port's own.
/// </summary>
internal readonly record struct PortTag(ulong Value)
{
    /// <summary>Generations are this many at most before they come again.</summary>
    internal const uint Generations = 1u << 29;

    /// <summary>Nobody waits for it.</summary>
    internal static readonly PortTag Nobody = new(0UL);

    /// <summary>The eventfd that wakes the waiting threads.</summary>
    internal static readonly PortTag Wake = new(1UL);

    /// <summary>The ring of a port on io_uring.</summary>
    internal static readonly PortTag Ring = new(2UL);

    /// <summary>The epoll instance that watches descriptors for one kind alone.</summary>
    internal static readonly PortTag Kind = new(3UL);

    private const int InterestShift = 32;
    private const int GenerationShift = 35;
    private const uint Single = (1 << (int)Interest.Read) | (1 << (int)Interest.Write) | (1 << (int)Interest.Except);

    internal PortTag(int descriptor, Interest interest, uint generation)
        : this((uint)descriptor | ((ulong)interest << InterestShift) | ((ulong)generation << GenerationShift))
    {
    }

    internal int Descriptor => (int)(uint)Value;

    internal Interest Interest => (Interest)((uint)(Value >> InterestShift) & 7);

    internal uint Generation => (uint)(Value >> GenerationShift);

    /// <summary>Whether it is a descriptor that is watched for exactly one kind.</summary>
    internal bool IsSingle => ((Single >> (int)Interest) & 1) != 0;

    /// <summary>Whether it is a descriptor.</summary>
    internal bool IsDescriptor => Interest != Interest.None;
}
