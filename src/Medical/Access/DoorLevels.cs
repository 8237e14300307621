namespace ArboDossier.Medical.Access;

/// <summary>How far an employee's door opens. Of the way in and of the file the lesser counts.</summary>
public enum DoorLevel
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Identified by post and telephone: outcomes to read, own requests .</summary>
    Post = 1,

    /// <summary>A one-time code: reads the own file, answers, asks.</summary>
    Code = 2,

    /// <summary>A passkey: also what is signed.</summary>
    Passkey = 3,
}

/// <summary>What an employee does behind the own door.</summary>
public enum EmployeeAct
{
    /// <summary>Reading an outcome: the one to read first, and what the employer reads.</summary>
    ReadOutcome = 1,

    /// <summary>Asking for contact or a consultation .</summary>
    Ask = 2,

    /// <summary>Reading the whole file .</summary>
    ReadFile = 3,

    /// <summary>Reading who looked .</summary>
    ReadLog = 4,

    /// <summary>Agreeing, or saying that something is wrong .</summary>
    Answer = 5,

    /// <summary>Whatever bears a signature. A one-time code proves presence and never signs.</summary>
    Sign = 6,

    /// <summary>Saying where to be reached about this file. What is sent there says nothing.</summary>
    GiveContact = 7,
}

/// <summary>Which level an act asks for. Pure.</summary>
public static class DoorLevels
{
    /// <summary>The least level.</summary>
    public static DoorLevel Needed(EmployeeAct act) => act switch
    {
        EmployeeAct.ReadOutcome or EmployeeAct.Ask or EmployeeAct.GiveContact => DoorLevel.Post,
        EmployeeAct.ReadFile or EmployeeAct.ReadLog or EmployeeAct.Answer => DoorLevel.Code,
        EmployeeAct.Sign => DoorLevel.Passkey,
    };

    /// <summary>What counts: the lesser of the way in and of how the person was identified for this file.</summary>
    public static DoorLevel Least(DoorLevel door, DoorLevel file) => door < file ? door : file;

    /// <summary>Whether both reach.</summary>
    public static bool Allow(DoorLevel door, DoorLevel file, EmployeeAct act) => Least(door, file) >= Needed(act);
}
