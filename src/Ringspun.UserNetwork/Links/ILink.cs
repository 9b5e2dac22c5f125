using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel;

/// <summary>What the packets of a user-level stack come from and go to: a device, a test, a tunnel of the application's own.</summary>
/// <remarks>A network owns its link, and disposes of it at its end. Properties may be asked on any thread and do not change.</remarks>
public interface ILink : IDisposable
{
    /// <summary>The name in messages, such as <c>tun0</c>.</summary>
    string Name { get; }

    /// <summary>The link's own address on Ethernet; null where packets begin with IP.</summary>
    MacAddress? HardwareAddress => null;

    /// <summary>The longest IP packet that the link takes, in bytes: 1,280 to 65,535.</summary>
    int Mtu { get; }

    /// <summary>The longest packet that the link cuts into segments itself (segmentation offload), up to 65,535 bytes; 0 when it does not.</summary>
    int SuperSegment { get; }

    /// <summary>Whether the link fills in TCP's checksums.</summary>
    bool FillsChecksums { get; }

    /// <summary>Opens a queue, which gets a share of the packets from now on. Called on the thread of the loop that will use the queue.</summary>
    /// <returns>The queue; its loop disposes of it.</returns>
    /// <exception cref="Linux.LinuxException">The device has no further queue.</exception>
    ILinkQueue OpenQueue();
}
