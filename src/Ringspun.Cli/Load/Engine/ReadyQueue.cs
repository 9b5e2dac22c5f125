namespace Ringspun.Cli.Load.Engine;

/// <summary>First in, first out, of a fixed size: the connections that wait for something to ask.</summary>
internal struct ReadyQueue<T>(int capacity)
    where T : class
{
    private readonly T?[] _items = new T?[capacity];
    private int _first;

    public int Count { get; private set; }

    public void Enqueue(T item)
    {
        int index = _first + Count;
        _items[index < _items.Length ? index : index - _items.Length] = item;
        Count++;
    }

    public T Dequeue()
    {
        T item = _items[_first]!;
        _items[_first] = null;
        _first = _first + 1 < _items.Length ? _first + 1 : 0;
        Count--;
        return item;
    }
}
