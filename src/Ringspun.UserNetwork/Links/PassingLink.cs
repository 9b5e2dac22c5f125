using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel;

/// <summary>A link around another link: what it does to packets is its heir's.</summary>
/// <param name="inner">The other link, this one's from now on.</param>
public abstract class PassingLink(ILink inner) : ILink
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public MacAddress? HardwareAddress => inner.HardwareAddress;

    /// <inheritdoc/>
    public int Mtu => inner.Mtu;

    /// <inheritdoc/>
    public int SuperSegment => inner.SuperSegment;

    /// <inheritdoc/>
    public bool FillsChecksums => inner.FillsChecksums;

    /// <inheritdoc/>
    public ILinkQueue OpenQueue() => Wrap(inner.OpenQueue());

    /// <inheritdoc/>
    public void Dispose()
    {
        inner.Dispose();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts a queue of this link around one of the other's. Called on the thread of the loop that will use it.</summary>
    /// <param name="queue">The other link's queue.</param>
    protected abstract ILinkQueue Wrap(ILinkQueue queue);

    /// <summary>The other link is closed; closes what is this link's own.</summary>
    protected virtual void Close()
    {
    }
}
