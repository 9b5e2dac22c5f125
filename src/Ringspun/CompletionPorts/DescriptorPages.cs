using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// A value for each descriptor number, in pages that are made when they are needed and never move: readers need no lock. Changes of the same
/// value are the caller's to serialise.
/// </summary>
internal sealed class DescriptorPages<T>
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;

    private readonly Lock _growth = new();
    private T[]?[] _pages = new T[4][];

    /// <summary>The numbers for which there are values: all below it.</summary>
    internal int Length => Volatile.Read(ref _pages).Length << PageBits;

    /// <summary>The place of a number's value, which is made where there is none yet.</summary>
    internal ref T Get(int descriptor)
    {
        ref T place = ref Find(descriptor);
        if (Unsafe.IsNullRef(ref place))
        {
            Grow(descriptor >> PageBits);
            return ref Find(descriptor);
        }

        return ref place;
    }

    /// <summary>The place of a number's value; a null reference where there never was one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref T Find(int descriptor)
    {
        T[]?[] pages = _pages;
        int index = descriptor >>> PageBits;
        if ((uint)index >= (uint)pages.Length)
        {
            return ref Unsafe.NullRef<T>();
        }

        T[]? page = pages[index];
        if (page is null)
        {
            return ref Unsafe.NullRef<T>();
        }

        return ref page[descriptor & (PageSize - 1)];
    }

    private void Grow(int index)
    {
        lock (_growth)
        {
            T[]?[] pages = _pages;
            if (index >= pages.Length)
            {
                Array.Resize(ref pages, Math.Max(index + 1, pages.Length * 2));
            }

            pages[index] ??= new T[PageSize];
            Volatile.Write(ref _pages, pages);
        }
    }
}
