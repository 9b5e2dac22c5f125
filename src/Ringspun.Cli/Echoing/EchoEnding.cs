namespace Ringspun.Cli.Echoing;

/// <summary>Why an echo ends.</summary>
internal enum EchoEnding
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>The client has ended its stream.</summary>
    Client,

    /// <summary>The client was silent for too long, or the server drains.</summary>
    Silence,

    /// <summary>The client has sent too long a line.</summary>
    LongLine,
}
