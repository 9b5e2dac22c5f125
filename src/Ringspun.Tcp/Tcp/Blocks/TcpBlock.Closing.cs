namespace Ringspun.Tcp.Blocks;

/// <content>How the application has let go of the connection.</content>
internal sealed partial class TcpBlock
{
    /// <summary>The application has closed it and waits for the event that tells how that went.</summary>
    public bool Lingering;

    /// <summary>The application reads nothing more: what comes is acknowledged and dropped.</summary>
    public bool ReceiveShut;

    /// <summary>Whether nobody will read or write any more.</summary>
    public bool IsGivenUp => Lingering || Has(BlockFlags.Detached);

    private void ResetClosing() => (Lingering, ReceiveShut) = (false, false);
}
