using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Which port of this process a descriptor belongs to: one at most.</summary>
internal static class DescriptorOwners
{
    private static readonly DescriptorPages<CompletionPort?> Owners = new();
    private static readonly Lock[] Gates = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];

    /// <summary>The numbers that can be looked up without more memory: all below it.</summary>
    internal static int Length => Owners.Length;

    /// <summary>Held while a descriptor is registered or unregistered, so that the owner's word and the kernel's agree.</summary>
    internal static Lock GateOf(int descriptor) => Gates[descriptor % Gates.Length];

    /// <summary>Makes a port the owner. Under the descriptor's gate.</summary>
    /// <exception cref="InvalidOperationException">Another port is.</exception>
    internal static void Claim(int descriptor, CompletionPort port)
    {
        ref CompletionPort? owner = ref Owners.Get(descriptor);
        Refuse(descriptor, owner, port);
        owner = port;
    }

    /// <summary>Says that the owner is another port, where that is so. Under the descriptor's gate.</summary>
    /// <exception cref="InvalidOperationException">Another port is the owner.</exception>
    internal static void Check(int descriptor, CompletionPort port)
    {
        ref CompletionPort? owner = ref Owners.Find(descriptor);
        if (!Unsafe.IsNullRef(ref owner))
        {
            Refuse(descriptor, owner, port);
        }
    }

    /// <summary>Gives the descriptor free, if it is this port's. Under the descriptor's gate.</summary>
    internal static void Release(int descriptor, CompletionPort port)
    {
        ref CompletionPort? owner = ref Owners.Find(descriptor);
        if (!Unsafe.IsNullRef(ref owner) && ReferenceEquals(owner, port))
        {
            owner = null;
        }
    }

    private static void Refuse(int descriptor, CompletionPort? owner, CompletionPort port)
    {
        if (owner is null || ReferenceEquals(owner, port) || !owner.Holds(descriptor))
        {
            return;
        }

        throw new InvalidOperationException(
            $"Descriptor {descriptor} is registered with another completion port (descriptor {owner.Descriptor}), and a descriptor belongs to one "
            + "port at a time. Unregister it there first: Register(descriptor, Interest.None).");
    }
}
