namespace Ringspun.Tcp.Wire;

/// <summary>What an ARP packet wants (RFC 826).</summary>
public enum ArpOperation : ushort
{
    /// <summary>Who has the target's address?</summary>
    Request = 1,

    /// <summary>The sender has it.</summary>
    Reply = 2,
}
